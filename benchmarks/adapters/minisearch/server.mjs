// MiniSearch behind Node's own `http`, as its documentation recommends: fuzzy 0.2,
// prefixes, the headword boosted. Autocomplete has the defaults of its `autoSuggest`
// (all words, the last one a prefix) with fuzzy 0.2, over designations alone.
//
//     node server.mjs PORT DOCUMENTS.jsonl

import { createServer } from 'node:http';

import { answers } from './answers.mjs';

const [port, documents] = process.argv.slice(2);
const ask = answers(documents);

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const answer = ask[pathname];
  if (!answer) {
    response.writeHead(404).end();
    return;
  }
  const body = answer(searchParams.get('q') ?? '', Number(searchParams.get('limit')));
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': bytes.length,
    })
    .end(bytes);
});
server.keepAliveTimeout = 95_000;
server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
