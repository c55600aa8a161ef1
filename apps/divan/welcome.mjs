import { readHome } from './home.mjs';

/** The addresses, and who may sign in to the demo with a code that is valid now. */
export async function welcome({ addresses, production }) {
  const lines = ['', `  Divan             ${addresses.web}`, `  API               ${addresses.api}`];
  if (!production) lines.push(`  Practice network  ${addresses.practice}   (write to the city as one of its citizens)`);
  const demo = production ? undefined : readHome('demo.json');
  if (demo?.members?.length) lines.push('', ...(await signIns(demo)));
  console.log([...lines, ''].join('\n'));
}

/** A table of the demo's members with a current code each. */
export async function signIns({ members }) {
  const { generate } = await import('otplib');
  const rows = await Promise.all(
    members.map(async ({ email, password, roles, totpSecret }) => [
      email,
      password,
      await generate({ secret: totpSecret }),
      roles.join(', '),
    ]),
  );
  const table = [['member', 'password', 'code', 'role'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return [
    ...table.map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd()}`,
    ),
    '',
    '  A code is good for half a minute and once; `npm run divan -- codes` prints new ones.',
  ];
}
