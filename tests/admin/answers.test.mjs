// Every answer that the unit tests of the control plane got, held against `exogate openapi`. EXOGATE_ANSWERS names what
// admin_test wrote down (answer_record.h); CTest runs it before.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';

import { bodyOf, operationsOf, printedDescription } from '../support/api_description.mjs';

const SHOWN = 20;

describe('what the unit tests were answered', () => {
  let description;
  let answers;
  before(async () => {
    description = await printedDescription();
    const lines = (await readFile(process.env.EXOGATE_ANSWERS, 'utf8')).split('\n').filter(Boolean);
    answers = lines.map((line) => JSON.parse(line));
  });

  test('comes from every operation', () => {
    const asked = new Map();
    for (const { method, path } of answers) {
      const known = description.operationAt(method, path);
      if (known) asked.set(known.operationId, true);
    }
    const all = operationsOf(description.document).map(({ operation }) => operation.operationId);
    assert.ok(all.length > 20);
    assert.deepEqual(all.filter((id) => !asked.has(id)), []);
  });

  test('is what the description says', (t) => {
    const faults = new Map();
    for (const answer of answers) {
      const { method, path, status, headers, body } = answer;
      const fault = description.faultOf({ method, path, status, headers, body: bodyOf(headers, body) });
      if (fault) faults.set(`${method} ${path.slice(0, 200)} → ${status}: ${fault}`, true);
    }
    t.diagnostic(`${answers.length} answers`);
    assert.deepEqual([...faults.keys()].slice(0, SHOWN), [], `${faults.size} kinds of fault`);
  });
});
