/** Prints a title and lines by themselves, without the page around them. */
export function printText(title: string, lines: readonly string[]): void {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'position:fixed;inline-size:0;block-size:0;border:0;visibility:hidden';
  frame.title = title;
  document.body.append(frame);
  const inside = frame.contentDocument;
  if (!inside) return frame.remove();
  inside.documentElement.dir = document.documentElement.dir;
  inside.title = title;
  const heading = inside.createElement('h1');
  heading.textContent = title;
  heading.style.font = '600 16pt sans-serif';
  const list = inside.createElement('pre');
  list.textContent = lines.join('\n');
  list.dir = 'ltr';
  list.style.font = '14pt/1.8 monospace';
  inside.body.append(heading, list);
  frame.contentWindow?.addEventListener('afterprint', () => frame.remove());
  frame.contentWindow?.print();
}
