import type { Finding } from '../finding.ts';
import type { View } from '../view.ts';
import { sentencesWith } from './sentences.ts';

const OF_SOMEONE = String.raw`(?:my|his|her|their|our|\p{Lu}\p{Ll}{1,20}(?:'|’)s|mom's|dad's|wife's|husband's|mein|meine|meiner|ma|mon|mi)`;
const CARE = `(?:doctor|gp|therapist|psychiatrist|psychologist|oncologist|cardiologist|gyna?ecologist|neurologist|diagnosis|medication|medications|prescription|antidepressants?|insulin|chemo(?:therapy)?|biopsy|blood pressure|blood sugar|cholesterol|blood test|test results|mri|surgery|miscarriage|pregnancy|depression|anxiety disorder|adhd|cancer|tumou?r|diabetes|epilepsy|asthma|hiv|std|migraines?|disability|rehab|arzt|ärztin|diagnose|médecin|médico)`;
/** What says of a person, not of medicine, that there is something: conservative on purpose. */
const HEALTH = new RegExp(
  [
    `(?<!\\p{L})${OF_SOMEONE} ${CARE}(?!\\p{L})`,
    String.raw`(?<!\p{L})(?:diagnosed with|hiv[- ]positive|(?:was|been|am|is|got) prescribed|(?:i|i'm|i am|she|he|she's|he's) (?:am |is |was |have |has |had )?(?:been )?(?:on (?:antidepressants|insulin|chemo)|pregnant|suffering from|bipolar|diabetic|epileptic|schizophrenic|infertile|in rehab)|i (?:have|had|suffer from) (?:cancer|diabetes|depression|epilepsy|asthma|hiv|adhd|ptsd|bipolar|an eating disorder|a (?:stroke|miscarriage|heart attack|heart condition))|allergic to (?:penicillin|latex|ibuprofen|aspirin|peanuts)|blood type (?:is )?(?:a|b|ab|o)[+-]|medical record (?:number|no)|icd-10|diagnostiziert mit|diagnostiquée? avec)(?!\p{L})`,
  ].join('|'),
  'giu',
);

const SIGNS =
  /doctor|\bgp\b|therap|psychi|psycho|cologist|cardiolog|neurolog|diagnos|medication|prescri|antidepress|insulin|chemo|biopsy|blood|cholesterol|test results|mri\b|surgery|miscarriage|pregnan|depression|anxiety|adhd|ptsd|cancer|tumo|diabet|epilep|asthma|\bhiv\b|\bstd\b|migraine|disabilit|rehab|suffer|bipolar|schizo|infertile|eating disorder|stroke|heart (?:attack|condition)|allergic|medical record|icd-10|arzt|ärztin|médecin|médico/g;

/** The health of a person: GDPR article 9. The finding is the sentence: the telling words alone hide nothing. */
export function findHealth({ text }: View): Finding[] {
  return sentencesWith(SIGNS, HEALTH, text, { detector: 'health', class: 'health', level: 3 });
}
