import { expect, test } from 'vitest';
import { acronymsIn } from '../../../../servers/knowledge-graph/resolution/acronyms.ts';

test.each([
  ['He joined the World Health Organization (WHO) in 1950.', [['World Health Organization', 'WHO']]],
  ['WHO (World Health Organization)', [['World Health Organization', 'WHO']]],
  ['The WHO (the World Health Organization) says', [['World Health Organization', 'WHO']]],
  ['the Department of Defense (DoD)', [['Department of Defense', 'DoD']]],
  ['the Federal Bureau of Investigation (F.B.I.)', [['Federal Bureau of Investigation', 'F.B.I.']]],
  ['application programming interfaces (APIs)', [['application programming interfaces', 'API']]],
  ['a read-eval-print loop (REPL)', [['read-eval-print loop', 'REPL']]],
  ['a Light-emitting diode (LED)', [['Light-emitting diode', 'LED']]],
  ['École nationale d’administration, Électricité de France (EDF)', [['Électricité de France', 'EDF']]],
  ['A (AA), Alcoholics Anonymous (AA) and Alcoholics Anonymous (AA)', [['Alcoholics Anonymous', 'AA']]],
  ['Office of Oil (OO)', [['Office of Oil', 'OO']]],
])('%s', (text, pairs) => {
  expect(acronymsIn(text)).toEqual(pairs.map(([name, acronym]) => ({ name, acronym })));
});

test.each([
  ['World Health Organization (WMO)'],
  ['World Meteorological and Health Organization (WHO)'],
  ['in the World. Health Organization (WHO)'],
  ['the group (USA)'],
  ['Ada Lovelace (mathematician)'],
  ['WHO (a band)'],
  ['World Trade (W)'],
  ['a thing ()'],
])('nothing in %s', (text) => {
  expect(acronymsIn(text)).toEqual([]);
});

test('a long text without any takes no longer than its length', () => {
  expect(acronymsIn('a (A B) '.repeat(50_000))).toEqual([]);
  expect(acronymsIn('('.repeat(400_000))).toEqual([]);
});
