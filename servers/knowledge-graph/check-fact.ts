import { IzaError } from '../../shared/mcp/errors.ts';
import type { AskedFact } from './assertion.ts';
import type { Told } from './believe.ts';
import type { Entity, Literal } from './graph.ts';
import { UNKNOWN_TYPE } from './known-entities.ts';
import type { Ontology } from './ontology.ts';

interface Around {
  idOf(name: string, pointer: string): number;
  entity(id: number): Pick<Entity, 'name' | 'type'> | undefined;
  warnings: string[];
}

/**
 * What a fact of a call says in the terms of the ontology: declared names, inverses turned round.
 * @throws IzaError INVALID_INPUT where it says nothing, or what a strict ontology refuses.
 */
export function checkFact(
  ontology: Ontology,
  fact: AskedFact,
  pointer: string,
  around: Around,
): Omit<Told, 'at'> & { sentence: string } {
  const fail = (message: string, hint: string, allowed?: readonly string[]): never => {
    throw new IzaError('INVALID_INPUT', `${pointer}${message}`, {
      hint: `Nothing was changed. ${hint}`,
      ...(allowed && { allowed }),
    });
  };
  const relation = ontology.relation(fact.relation);
  if (relation.name === '') fail('/relation: it has no letters.', 'A relation reads like works_at.');
  if ((fact.object === undefined) === (fact.value === undefined)) {
    fail(
      ': give one of object and value.',
      'An object is an entity, a value is a text, a number or a boolean.',
    );
  }
  const subject = around.idOf(fact.subject, `${pointer}/subject`);
  const object = fact.object === undefined ? undefined : around.idOf(fact.object, `${pointer}/object`);
  if (relation.reversed && object === undefined) {
    fail(
      '/value: the relation is declared from the other end, so it takes an object.',
      `Use ${relation.name}.`,
    );
  }
  const [from, to] = relation.reversed && object !== undefined ? [object, subject] : [subject, object];
  const complain = (message: string, allowed?: readonly string[]): void => {
    if (ontology.document.mode === 'open') return;
    if (ontology.document.mode === 'warn') around.warnings.push(`${pointer}${message}`);
    else fail(message, 'Change the fact, or the ontology with kg_schema.', allowed);
  };
  if (!relation.declared) {
    complain(
      `/relation: ${JSON.stringify(relation.name)} is not declared.`,
      Object.keys(ontology.document.relations),
    );
  }
  const { domain, range } = relation.declared ?? {};
  const typeOf = (id: number): string => around.entity(id)?.type ?? UNKNOWN_TYPE;
  if (domain && typeOf(from) !== UNKNOWN_TYPE && !ontology.isA(typeOf(from), domain)) {
    complain(`/subject: ${relation.name} is about ${domain.join(' or ')}, not ${typeOf(from)}.`);
  }
  if (range && to !== undefined && typeOf(to) !== UNKNOWN_TYPE && !ontology.isA(typeOf(to), range)) {
    complain(`/object: ${relation.name} leads to ${range.join(' or ')}, not ${typeOf(to)}.`);
  }
  if (range && fact.value !== undefined && !range.includes(literalType(fact.value))) {
    complain(`/value: ${relation.name} leads to ${range.join(' or ')}, not ${literalType(fact.value)}.`);
  }
  const nameOf = (id: number): string => around.entity(id)?.name ?? '';
  const end = to === undefined ? JSON.stringify(fact.value) : nameOf(to);
  return {
    subject: from,
    relation: relation.name,
    object: to,
    value: fact.value,
    from: fact.from,
    to: fact.to,
    confidence: fact.confidence,
    text: fact.text,
    sentence: `${nameOf(from)} ${relation.name} ${end}`,
  };
}

function literalType(value: Literal): string {
  return typeof value === 'string' ? 'text' : typeof value;
}
