import { createHash } from 'node:crypto';
import { escapeHtml } from './text';

const COLOURS: [string, string][] = [
  ['#b4461f', '#fff'],
  ['#0f766e', '#fff'],
  ['#7c3aed', '#fff'],
  ['#a16207', '#fff'],
  ['#be185d', '#fff'],
  ['#1d4ed8', '#fff'],
  ['#4d7c0f', '#fff'],
  ['#475569', '#fff'],
  ['#9f1239', '#fff'],
  ['#0e7490', '#fff'],
];

const EMBLEMS: Record<string, { colour: string; drawing: string }> = {
  rivertown: {
    colour: '#1e4e8c',
    drawing:
      '<path fill="#fff" d="M22 58V40h12v18zm16 0V28h16v30zm20 0V36h14v22z"/>' +
      '<path fill="none" stroke="#9cc9f5" stroke-width="5" stroke-linecap="round" d="M18 68q8-6 15 0t15 0 15 0 15 0M24 78q7-5 13 0t13 0 13 0 9-1"/>',
  },
  rivertown_transit: {
    colour: '#0b6b5b',
    drawing:
      '<rect x="26" y="22" width="44" height="46" rx="9" fill="#fff"/><rect x="32" y="30" width="32" height="16" rx="3" fill="#0b6b5b"/>' +
      '<circle cx="36" cy="57" r="4" fill="#0b6b5b"/><circle cx="60" cy="57" r="4" fill="#0b6b5b"/><path fill="#fff" d="M31 66h9v9h-9zm25 0h9v9h-9z"/>',
  },
  rivertown_parks: {
    colour: '#3f7d20',
    drawing: '<path fill="#fff" d="M48 18l20 27H58l14 18H53v14H43V63H24l14-18H28z"/>',
  },
};

function pick(username: string): [string, string] {
  const byte = createHash('sha256').update(username).digest()[0] ?? 0;
  return COLOURS[byte % COLOURS.length] ?? ['#475569', '#fff'];
}

/** A city account's emblem, or a person's initials on a colour of their own. */
export function avatarSvg(username: string, displayName: string): string {
  const emblem = EMBLEMS[username];
  const [colour, ink] = pick(username);
  const initials = displayName
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    // Persian letters would join into a word; a zero-width non-joiner keeps them initials
    .join(/[\u0600-\u06ff]/.test(displayName) ? '\u200c' : '');
  const inside = emblem
    ? emblem.drawing
    : `<text x="48" y="50" text-anchor="middle" dominant-baseline="central" font-family="system-ui, 'Segoe UI', Vazirmatn, Tahoma, sans-serif" font-size="36" font-weight="600" fill="${ink}">${escapeHtml(initials)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96"><rect width="96" height="96" fill="${emblem?.colour ?? colour}"/>${inside}</svg>`;
}

export function headerSvg(username: string): string {
  const colour = EMBLEMS[username]?.colour ?? pick(username)[0];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1500 500"><rect width="1500" height="500" fill="${colour}"/>` +
    '<path fill="#fff" opacity=".14" d="M0 380q190-90 375 0t375 0 375 0 375 0v120H0z"/>' +
    '<path fill="#fff" opacity=".12" d="M0 430q190-70 375 0t375 0 375 0 375 0v70H0z"/></svg>'
  );
}
