/**
 * One of many clients that change something while processes are killed under it: makes teams, and asks again under the
 * same idempotency key until each is acknowledged. `node committer.mjs <api> <access token> <prefix> <count>`; prints the
 * names that were acknowledged, one a line.
 */
import { randomUUID } from 'node:crypto';

const MOST_MINUTES = 6;
const [, , apiUrl, accessToken, prefix, count] = process.argv;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const waiting = Array.from({ length: Number(count) }, (_, n) => ({ name: `${prefix}-${n}`, key: randomUUID() }));
const deadline = Date.now() + MOST_MINUTES * 60_000;

while (waiting.length > 0) {
  if (Date.now() > deadline) throw new Error(`${waiting.length} changes not acknowledged in ${MOST_MINUTES} minutes`);
  const item = waiting.shift();
  if (await acknowledged(item)) process.stdout.write(`${item.name}\n`);
  else {
    // What is perhaps still in flight gets time; the others go on.
    waiting.push(item);
    await wait(50);
  }
}

async function acknowledged({ name, key }) {
  const answer = await fetch(`${apiUrl}/v1/teams`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
  if (!answer) return false;
  const { code } = await answer.json().catch(() => ({}));
  // Carried out, and only the words of the answer are lost: an acknowledgement as well.
  if (answer.status === 201 || code === 'platform.idempotency_answer_lost') return true;
  if (answer.status >= 500 || answer.status === 409 || answer.status === 429) return false;
  throw new Error(`${answer.status} ${code}`);
}
