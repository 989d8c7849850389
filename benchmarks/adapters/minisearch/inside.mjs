// MiniSearch without HTTP: a line of JSON with questions in, one with answers out.
//
//     node inside.mjs DOCUMENTS.jsonl

import { createInterface } from 'node:readline';

import { answers } from './answers.mjs';

const ask = answers(process.argv[2])['/search'];

const answered = (text) => {
  const began = process.cpuUsage();
  const { results } = ask(text, 10);
  const { user, system } = process.cpuUsage(began);
  return { ns: (user + system) * 1000, found: results.map(({ headword }) => headword) };
};

for await (const line of createInterface({ input: process.stdin })) {
  const all = JSON.parse(line).map(answered);
  const ns = all.map((each) => each.ns);
  const found = all.map((each) => each.found);
  process.stdout.write(`${JSON.stringify({ ns, found })}\n`);
}
