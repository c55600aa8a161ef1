import { utf8Text } from '../bytes';
import { noteVerifier } from '../note-key';
import { TILE_WIDTH } from '../tiles';
import type { EvidenceFile } from './evidence';
import { Gathered } from './gathered';
import { withHandovers } from './handover';
import { largest, messageOf, sizeOf, type Fork, type Head, type Rotation, type Tree } from './heads';
import { judgeHeads } from './judge-heads';
import { judgeContent, judgeProofs, Receipts } from './judge-proofs';
import { compareStated, treeOfCopy, treeOfWalk } from './judge-tree';
import { isObject, readEntry, type Json, type JsonObject } from './rows';
import { Findings, type Verdict } from './statements';
import { walkLog, type LogSource } from './walk';

/** Everything that a verification may be given. */
export interface VerifyRequest {
  /** Verifier keys that the outsider trusts, of the log and perhaps of witnesses. */
  vkeys: readonly string[];
  /** Checkpoints that the outsider holds from before. */
  held?: readonly EvidenceFile[];
  /** Proof files, checkpoints, pages of copies, records, entries, payloads. Read one by one. */
  files?: readonly EvidenceFile[];
  /** A whole log to walk, and how to name it. */
  log?: { name: string; source: LogSource; parallel?: number };
  /** The hash of the leaf that a proof is of, where the entry itself is not given. */
  leafHash?: Uint8Array;
  /** Content of an entry that was given, and the salt that opens its commitment. */
  content?: { bytes: Uint8Array; salt: Uint8Array };
  /** How much older than the newest entry an event without a leaf must be to be a missing one. Default 60 s. */
  graceSeconds?: number;
}

/**
 * Verifies what it is given, against nothing but keys and older checkpoints, and says what it found.
 * @throws when a verifier key is malformed
 */
export async function verifyEvidence(request: VerifyRequest): Promise<Verdict> {
  const findings = new Findings();
  const given = new Gathered(request.vkeys, findings);
  await given.readHeld(request.held ?? []);
  await given.readGiven(request.files ?? []);
  await new Judgement(request, given, findings).reach();
  return findings.verdict();
}

class Judgement {
  private readonly rotations: Rotation[] = [];
  private readonly forks: Fork[] = [];
  private readonly receipts: Receipts;
  private newest = '';

  constructor(
    private readonly request: VerifyRequest,
    private readonly given: Gathered,
    private readonly findings: Findings,
  ) {
    this.receipts = new Receipts(given, request.leafHash);
  }

  async reach(): Promise<void> {
    const { findings, given, request } = this;
    const subject = request.log ? await this.headOfLog(request.log) : this.headOfFiles();
    if (!subject) {
      if (!findings.hasFailed) findings.failed('nothing.given');
      return;
    }
    const { heads, copy, consistency } = given;
    const tree = request.log ? await this.treeOfLog(request.log, subject) : treeOfCopy(subject, heads, copy, findings);
    if (tree) heads.follow(this.rotations, tree, findings);
    heads.acknowledge(this.forks, findings);
    heads.report(subject, findings);
    judgeHeads({ subject, heads, tree, consistency, findings });
    const proven = judgeProofs(given, request.leafHash, findings);
    if (!request.log && tree) this.receipts.search(copy.stated, tree.size);
    this.receipts.report(tree !== null, findings);
    if (request.content) judgeContent(given.entries, request.content, findings);
    this.judgeRows(subject, tree, proven);
  }

  private async headOfLog({ name, source }: NonNullable<VerifyRequest['log']>): Promise<Head | null> {
    const { findings, given } = this;
    try {
      const bytes = await source.read('checkpoint');
      if (!bytes) throw new Error('there is no checkpoint');
      const note = utf8Text(bytes);
      given.heads.add(name, note, 'given', findings);
      return given.heads.given.find((head) => head.note === note) ?? null;
    } catch (error) {
      findings.failed('log.unavailable', { path: `${name} checkpoint`, reason: messageOf(error) });
      const held = largest(given.heads.held.map(sizeOf));
      if (held > 0) findings.failed('log.rolledBack', { held, size: 0 });
      return null;
    }
  }

  /** The largest head that the copy reaches, or else the largest at all. */
  private headOfFiles(): Head | null {
    const { heads, copy } = this.given;
    const bySize = [...(heads.given.length > 0 ? heads.given : heads.held)].sort((a, b) => sizeOf(b) - sizeOf(a));
    return bySize.find((head) => sizeOf(head) <= copy.stated.size && sizeOf(head) > 0) ?? bySize[0] ?? null;
  }

  private async treeOfLog(log: NonNullable<VerifyRequest['log']>, subject: Head): Promise<Tree | null> {
    const { heads } = this.given;
    try {
      const tree = await this.walk(log, subject);
      return await withHandovers(log, { subject, heads, tree }, this.rotations, this.findings);
    } catch (error) {
      this.findings.failed('log.unavailable', { path: log.name, reason: messageOf(error) });
      return null;
    }
  }

  private async walk({ source, parallel }: NonNullable<VerifyRequest['log']>, subject: Head): Promise<Tree> {
    const { findings, given } = this;
    const size = sizeOf(subject);
    const onEntry = (index: number, entry: Uint8Array, hash: Uint8Array): void => {
      this.readSpecial(index, entry, size);
      given.copy.meet(index, entry, hash);
      compareStated(given.copy, index, hash, findings);
      this.receipts.meet(index, hash);
    };
    const marks = given.heads.all.map(sizeOf);
    const walk = await walkLog(source, { size, marks, onEntry, ...(parallel ? { parallel } : {}) });
    return treeOfWalk(subject, walk, findings);
  }

  /** What the log says about itself, and how late its newest entries are. */
  private readSpecial(leaf: number, bytes: Uint8Array, size: number): void {
    const own = isOfLog(bytes);
    if (!own && leaf < size - TILE_WIDTH) return;
    const entry = readEntry(bytes);
    for (const at of [entry.at, entry.capturedAt]) if (typeof at === 'string' && at > this.newest) this.newest = at;
    if (own) this.readOwn(leaf, entry);
  }

  private readOwn(leaf: number, { type, oldVkey, newVkey, lost, restored }: JsonObject): void {
    if (type === 'divan.key-rotation' && isVkey(oldVkey) && isVkey(newVkey))
      this.rotations.push({ leaf, oldVkey, newVkey });
    if (type !== 'divan.fork-acknowledged' || !isObject(lost) || !isObject(restored)) return;
    this.forks.push({
      leaf,
      lostOrigin: String(lost.origin),
      lostSize: Number(lost.size),
      restoredOrigin: String(restored.origin),
      restoredSize: Number(restored.size),
    });
  }

  private judgeRows(subject: Head, tree: Tree | null, proven: ReadonlySet<number>): void {
    const { findings, given } = this;
    const { copy } = given;
    const unbound = tree ? 0 : copy.unbound(proven);
    if (unbound > 0) findings.failed('rows.unbound', { rows: unbound });
    const listed = copy.unmet();
    if (listed > 0) findings.open('rows.listed', { rows: listed });
    const above = tree ? copy.above(tree.size) : 0;
    if (above > 0) findings.open('rows.uncovered', { rows: above });
    this.judgeUnplaced();
    const { outside } = copy;
    if (outside > 0) findings.open('rows.outside', { count: outside });
    if (unbound === 0) copy.report(tree?.size ?? Infinity);
  }

  /** Rows that say they are in no log: new ones wait, old ones were kept out of it. */
  private judgeUnplaced(): void {
    const { findings, given, request } = this;
    const { copy } = given;
    const newest = request.log ? this.newest : copy.newest;
    const limit = Date.parse(newest) - (request.graceSeconds ?? 60) * 1000;
    // A time that is none is no excuse.
    const missing = copy.unplaced.filter(({ at }) => Number.isNaN(Date.parse(at)) || Date.parse(at) < limit);
    for (const { id, at } of missing) findings.failed('row.notLogged', { id, at, newest });
    if (copy.unplaced.length > missing.length)
      findings.open('rows.waiting', { rows: copy.unplaced.length - missing.length });
  }
}

function isVkey(value: Json | undefined): value is string {
  try {
    return typeof value === 'string' && Boolean(noteVerifier(value));
  } catch {
    return false;
  }
}

// Told from the text: reading a million entries as JSON would cost more than hashing them.
const MARK = '"type":"divan.';
const EVENT = 'audit-event"';
const lenient = new TextDecoder();

/** Whether an entry is one of the log about itself: `"type":"divan.…"` and not an audit event. */
function isOfLog(bytes: Uint8Array): boolean {
  const text = lenient.decode(bytes);
  const at = text.indexOf(MARK);
  return at >= 0 && !text.startsWith(EVENT, at + MARK.length);
}
