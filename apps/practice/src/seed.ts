import { insertAccount } from './account.store';
import type { Writer } from './database';
import { storeMedia } from './media.routes';
import { notify } from './notification.store';
import { hashPassword, verifyPassword } from './passwords';
import type { Practice } from './practice';
import { favourite, reblog } from './reaction.store';
import { ENGLISH } from './seed-english';
import { MESSAGES } from './seed-messages';
import { FOLLOWERS, PEOPLE } from './seed-people';
import { PERSIAN } from './seed-persian';
import { drawPicture } from './seed-pictures';
import type { Told } from './seed-story';
import { WEATHER } from './seed-weather';
import { publishStatus, seeStatus } from './status.store';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** Makes Rivertown and its last seven days, once; at later starts only a changed password is taken over. */
export async function seedRivertown(practice: Practice): Promise<void> {
  const { seed, password } = practice.configuration;
  if (!seed || !password) return;
  const known = await practice.database.query<{ username: string; password_hash: string }>(
    `SELECT username, password_hash FROM accounts WHERE role <> 'registered' ORDER BY id`,
  );
  if (known.length > 0) return takeOverPassword(practice, known, password);
  const hashes = await Promise.all(PEOPLE.map(() => hashPassword(password)));
  // One transaction: a start that is killed half-way leaves nothing, and the next one tells the whole week.
  await practice.database.write(async (tx) => {
    const people = await insertPeople(tx, practice, hashes);
    const teller = new Teller(tx, practice, people, new Date());
    for (const told of [...ENGLISH, ...WEATHER, ...PERSIAN, ...MESSAGES]) await teller.tell(told);
    await teller.react();
  });
}

async function takeOverPassword(
  practice: Practice,
  known: { username: string; password_hash: string }[],
  password: string,
): Promise<void> {
  if (known[0] && (await verifyPassword(password, known[0].password_hash))) return;
  const hashes = await Promise.all(known.map(() => hashPassword(password)));
  await practice.database.write(async (tx) => {
    for (const [index, { username }] of known.entries()) {
      await tx.query('UPDATE accounts SET password_hash = $2 WHERE username = $1', [username, hashes[index]]);
    }
  });
}

async function insertPeople(tx: Writer, practice: Practice, hashes: string[]): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  const since = Date.now() - 400 * 24 * 60 * MINUTE;
  for (const [index, person] of PEOPLE.entries()) {
    const createdAt = new Date(since + index * 3 * 24 * 60 * MINUTE);
    const id = practice.ids.at(createdAt);
    await insertAccount(tx, {
      id,
      username: person.username,
      displayName: person.name,
      note: person.note,
      language: person.language,
      role: person.role,
      passwordHash: hashes[index] ?? '',
      createdAt,
    });
    people.set(person.username, id);
  }
  await follow(tx, practice, people);
  return people;
}

async function follow(tx: Writer, practice: Practice, people: Map<string, string>): Promise<void> {
  for (const [index, [from, to]] of FOLLOWERS.entries()) {
    const accountId = people.get(to) ?? '';
    const fromAccountId = people.get(from) ?? '';
    // Most have followed for long; a few found the city this week, and that is news.
    const isNews = index % 6 === 0;
    const createdAt = new Date(Date.now() - (isNews ? (WEEK * (index + 1)) / (FOLLOWERS.length + 1) : WEEK * 10));
    await tx.query('INSERT INTO follows VALUES ($1, $2, $3)', [fromAccountId, accountId, createdAt]);
    if (isNews) await notify(tx, practice, { accountId, fromAccountId, kind: 'follow', statusId: null, createdAt });
  }
}

/** As clients do, an answer names whom it answers. */
function withMention(told: Told, answered?: string): string {
  const isNamed = !answered || answered === told.by || told.text.includes(`@${answered}`);
  return isNamed ? told.text : `@${answered} ${told.text}`;
}

/** Puts what is told into the network through the same functions that the API uses. */
class Teller {
  private readonly reactions: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly tx: Writer,
    private readonly practice: Practice,
    private readonly people: ReadonlyMap<string, string>,
    private readonly now: Date,
  ) {}

  async tell(told: Told, parent?: { id: string; by: string; at: number }): Promise<void> {
    const at = this.momentOf(told, parent?.at);
    const accountId = this.account(told.by);
    const id = await publishStatus(this.tx, this.practice, {
      accountId,
      text: withMention(told, parent?.by),
      spoilerText: '',
      sensitive: false,
      visibility: told.direct ? 'direct' : 'public',
      language: /[\u0600-\u06ff]/.test(told.text) ? 'fa' : 'en',
      inReplyToId: parent?.id ?? null,
      mediaIds: told.picture ? [await this.draw(accountId, told.picture)] : [],
      application: null,
      createdAt: new Date(at),
    });
    this.remember(told, id, accountId, at);
    for (const reply of told.replies ?? []) await this.tell(reply, { id, by: told.by, at });
  }

  async react(): Promise<void> {
    for (const reaction of this.reactions) await reaction();
  }

  private momentOf(told: Told, parentAt?: number): number {
    const now = this.now.getTime();
    const start = parentAt === undefined ? now - (told.ago ?? 1) * 60 * MINUTE : parentAt + (told.after ?? 30) * MINUTE;
    // An answer never lies in the future.
    return Math.min(start, now - MINUTE);
  }

  private remember(told: Told, id: string, accountId: string, at: number): void {
    const { tx, practice } = this;
    const moment = (index: number): Date =>
      new Date(Math.min(at + (7 + index * 23) * MINUTE, this.now.getTime() - (index + 1) * 20_000));
    for (const [index, name] of (told.likes ?? []).entries()) {
      this.reactions.push(async () =>
        favourite(tx, practice, await seeStatus(tx, id, accountId), this.account(name), moment(index)),
      );
    }
    for (const [index, name] of (told.boosts ?? []).entries()) {
      this.reactions.push(async () =>
        reblog(tx, practice, await seeStatus(tx, id, accountId), this.account(name), moment(index + 1)),
      );
    }
  }

  private async draw(accountId: string, [picture, description]: NonNullable<Told['picture']>): Promise<string> {
    const media = await storeMedia(this.practice, this.tx, {
      accountId,
      bytes: await drawPicture(picture),
      description,
    });
    return media.id;
  }

  private account(username: string): string {
    const id = this.people.get(username);
    if (!id) throw new Error(`nobody in Rivertown is called ${username}`);
    return id;
  }
}
