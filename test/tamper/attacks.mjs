import { attacksOnEntries } from './attacks-entries.mjs';
import { attacksOnHeads } from './attacks-heads.mjs';
import { attacksOnRows } from './attacks-rows.mjs';
import { honestChanges } from './honest.mjs';

/**
 * @typedef {object} Attack
 * @property {string} name
 * @property {'log' | 'copy' | 'both'} mode what the outsider reads
 * @property {object} [options] of the outsider's verification
 * @property {(scene: object) => Promise<object>} run tampers; resolves to what must be among the statements of the
 *   verdict: a code and, where it is known, leaf, part or field
 */

/** @type {Attack[]} */
export const ATTACKS = [...attacksOnEntries, ...attacksOnHeads, ...attacksOnRows];

/** What is allowed and must not be taken for an attack. */
export const HONEST = honestChanges;
