/**
 * `npm run bench -- <name>…`: measures Divan against a floor that is measured in the same run, so that the ratio means
 * the same on any machine. Prints one JSON line for each measurement: {"bench","ours","floor","ratio","unit"}; what is
 * not on that line is explanation. Without a name it runs all of them.
 */
import { build } from '../../apps/divan/build.mjs';
import { install, requireNode } from '../../apps/divan/installation.mjs';

const BENCHES = ['auth', 'http', 'ingest', 'ledger', 'memory', 'proof', 'start'];

requireNode();
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = names.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench “${unknown[0]}”. There are: ${BENCHES.join(', ')}.`);
  process.exit(1);
}
await install(console.error);
await build({ say: console.error });
for (const name of names.length > 0 ? names : BENCHES) {
  const { run } = await import(`./${name}.bench.mjs`);
  for (const { ours, floor, unit, detail, wanted } of await run(console.error)) {
    const ratio = floor === null ? null : round(ours / floor);
    console.log(
      JSON.stringify({ bench: name, ...detail, ours: round(ours), floor: floor && round(floor), ratio, unit }),
    );
    if (wanted && !wanted({ ours, ratio })) process.exitCode = 1;
  }
}
// Pools of a bench that failed half-way must not keep the process.
process.exit();

function round(value) {
  return Number(value.toPrecision(4));
}
