/* global document */

/** h('button', { class: 'x', onclick: f }, 'text', node, [nodes], null) */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  reply: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6',
  boost: 'M4 10V8a3 3 0 0 1 3-3h11m-3-3 3 3-3 3M20 14v2a3 3 0 0 1-3 3H6m3 3-3-3 3-3',
  like: 'M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.2 4.3 4.3 0 0 1 19.500 10c0 5.400-7.500 10-7.500 10z',
  direct: 'M4 6h16v12H4zM4 7l8 6 8-6',
  back: 'M19 12H5m6-6-6 6 6 6',
  official: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4',
};

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of [
    ['viewBox', '0 0 24 24'],
    ['class', `icon icon-${name}`],
    ['aria-hidden', 'true'],
  ]) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Its own name on the screen reader's lips, without moving the focus. */
export function announce(text) {
  const region = document.getElementById('announcement');
  if (region) region.textContent = text;
}

const segmenter = new Intl.Segmenter();
export const countCharacters = (text) => [...segmenter.segment(text.replace(/https?:\/\/\S+/g, 'x'.repeat(23)))].length;
