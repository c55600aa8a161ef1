import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';

const folder = join(root, 'apps', 'web', 'src', 'i18n');
const catalogs = new Map();

function catalog(language, namespace) {
  const name = join(folder, language, `${namespace}.json`);
  if (!catalogs.has(name)) catalogs.set(name, JSON.parse(readFileSync(name, 'utf8')));
  return catalogs.get(name);
}

/**
 * The words of the screen: what a reader of that language looks for.
 * @returns {(key: string, values?: Record<string, string>) => string} by `namespace:path.to.words`
 */
export function wordsOf(language) {
  return (key, values = {}) => {
    const text = textOf(language, key);
    return text.replace(/\{\{(\w+)(?:, \w+)?\}\}/g, (whole, name) => values[name] ?? whole);
  };
}

/** Words with gaps, as a pattern that takes anything in them. */
export function patternOf(language, key) {
  const parts = textOf(language, key).split(/\{\{[^}]+\}\}/);
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
}

function textOf(language, key) {
  const [namespace, path] = key.split(':');
  const text = path.split('.').reduce((texts, name) => texts?.[name], catalog(language, namespace));
  if (typeof text !== 'string') throw new Error(`There are no words for ${key} in ${language}.`);
  return text;
}
