// The questions that MiniSearch is asked, and its answers in the shape of ours.

import { readFileSync } from 'node:fs';

import MiniSearch from 'minisearch';

const DESIGNATIONS = ['headword', 'abbreviations', 'variants', 'hidden_forms'];
const FIELDS = [...DESIGNATIONS, 'respelling', 'definition'];
const OPTIONS = { fuzzy: 0.2, prefix: true, boost: { headword: 2 } };
const COMPLETING = {
  ...OPTIONS,
  fields: DESIGNATIONS,
  combineWith: 'AND',
  prefix: (word, at, words) => at === words.length - 1,
};

const joined = (value) => (Array.isArray(value) ? value.join(' ; ') : value);

export function opened(file) {
  const documents = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
  const known = new Map(documents.map((each) => [each.id, each]));
  const index = new MiniSearch({
    fields: FIELDS,
    extractField: (document, name) => joined(document[name]),
  });
  index.addAll(documents);
  return { index, known };
}

export function answers(file) {
  const { index, known } = opened(file);

  const suggestion = ({ id, queryTerms }) => {
    const { headword, respelling, language, url } = known.get(id);
    const matched = { field: 'headword', text: headword };
    return { id, headword, respelling, language, url, matched, terms: queryTerms };
  };
  const result = ({ id, score, match }) => {
    const { hidden_forms: hidden, ...shown } = known.get(id);
    return { ...shown, score, match };
  };
  return {
    '/autocomplete': (query, limit) => ({
      query,
      suggestions: index.search(query, COMPLETING).slice(0, limit).map(suggestion),
    }),
    '/search': (query, limit) => {
      const found = index.search(query, OPTIONS);
      const results = found.slice(0, limit).map(result);
      return { query, total: found.length, limit, results };
    },
  };
}
