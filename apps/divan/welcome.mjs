import { readHome } from './home.mjs';
import { secrets } from './secrets.mjs';

const STEP_SECONDS = 30;

/** The addresses, and who may sign in to the demo with a code that is valid now. */
export async function welcome({ addresses, production }) {
  const lines = ['', `  Divan             ${addresses.web}`, `  API               ${addresses.api}`];
  if (!production) {
    lines.push(`  Practice network  ${addresses.practice}   (write to the city as one of its citizens)`);
    lines.push(
      `                    the city's accounts there, to connect another channel: password ${secrets().practicePassword}`,
    );
  }
  const demo = production ? undefined : readHome('demo.json');
  if (demo?.members?.length) lines.push('', ...(await signIns(demo)));
  console.log([...lines, ''].join('\n'));
}

/** A table of the demo's members with a current code each. */
export async function signIns({ members }) {
  const { generate } = await import('otplib');
  const now = Math.floor(Date.now() / 1000 / STEP_SECONDS);
  // A code is good once, and the one before or after is accepted too: where the demo used the current one, give the next.
  const epochOf = ({ lastStep = 0 }) => Math.min(Math.max(now, lastStep + 1), now + 1) * STEP_SECONDS;
  const rows = await Promise.all(
    members
      .filter((member) => member.totpSecret)
      .map(async (member) => [
        member.email,
        member.password,
        await generate({ secret: member.totpSecret, epoch: epochOf(member) }),
        member.roles.join(', '),
        member.name,
      ]),
  );
  const table = [['member', 'password', 'code', 'role', 'name'], ...rows];
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
