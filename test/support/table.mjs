/**
 * A table on the console, for suites that show what each attempt came to; what does not fit into a cell goes on in the
 * next line.
 * @param {number[]} widths of the columns, in characters
 */
export function tableOf(widths) {
  const row = (cells) => {
    const columns = cells.map((cell, i) => lines(cell, widths[i]));
    for (let line = 0; line < Math.max(...columns.map((column) => column.length)); line += 1) {
      console.log(
        columns
          .map((column, i) => (column[line] ?? '').padEnd(widths[i]))
          .join(' | ')
          .trimEnd(),
      );
    }
  };
  const head = (cells) => {
    row(cells);
    console.log(widths.map((width) => '-'.repeat(width)).join('-|-'));
  };
  return { head, row };
}

function lines(text, width) {
  const all = [''];
  for (const word of text.split(/\s+/)) {
    if (all.at(-1) !== '' && all.at(-1).length + 1 + word.length > width) all.push('');
    all[all.length - 1] += all.at(-1) === '' ? word : ` ${word}`;
  }
  return all;
}
