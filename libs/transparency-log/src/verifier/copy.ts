import { equalBytes } from '../bytes';
import { MerkleFold } from '../fold';
import { leafHash } from '../tree';
import type { CopyPage } from './evidence';
import type { LeafDamage } from './damage';
import { LeafTable } from './leaf-table';
import { messageOf } from './heads';
import { compareRow, readEntry, type Row, type RowComparison } from './rows';
import type { Findings } from './statements';

/** Leaves of a copy that its own pages say are covered, per kind of row: 0 up to, not including, `end`. */
type Coverage = Record<Row['kind'], number>;

/** The rows of a pulled copy. Pages are taken one by one and not kept: 66 bytes of each leaf are. */
export class PulledCopy {
  /** What the pages say the leaf hashes are. */
  readonly stated = new LeafTable();
  /** What the rows' own entries hash to. */
  readonly claimed = new LeafTable();
  readonly coverage: Coverage = { event: 0, record: 0 };
  private readonly seen: Record<Row['kind'], Set<number>> = { event: new Set(), record: new Set() };
  /** Rows without an entry of their own: only the log can say whether they are true. */
  private readonly listed = new Map<number | null, Row[]>();
  private readonly conflicts: LeafDamage[] = [];
  private readonly used = new Set<string>();
  /** When the newest of the rows with an entry happened. */
  newest = '';
  /** Entries of the walked log, of kinds that the copy holds, that it neither holds nor says it reaches. */
  outside = 0;
  private rows = 0;
  /** What the comparison of each row came to, by its leaf: only those that the head covers count in the end. */
  private readonly tallies = new Map<number, number>();

  constructor(
    private readonly payloads: ReadonlyMap<string, { file: string; bytes: Uint8Array }>,
    private readonly findings: Findings,
  ) {}

  get isEmpty(): boolean {
    return this.rows === 0 && this.stated.size === 0;
  }

  /** @param covered size of the largest head that the page names */
  take({ kind, rows, leafHashes, nextAfter }: CopyPage, covered: number): void {
    leafHashes?.hashes.forEach((hash, i) => this.state(leafHashes.from + i, hash));
    for (const row of rows) this.takeRow(row);
    if (nextAfter === null) return;
    // An empty page is how a pull ends: nothing of its kind is between it and the head.
    const end = rows.length === 0 && !leafHashes ? covered : nextAfter + 1;
    this.coverage[kind] = Math.max(this.coverage[kind], end);
  }

  /** Compares an entry of the log with the rows that claim its place. */
  meet(index: number, entry: Uint8Array, hash: Uint8Array): void {
    const claimed = this.claimed.get(index);
    if (claimed && !equalBytes(claimed, hash)) this.findings.failed('row.otherEntry', { leaf: index, id: idOf(entry) });
    for (const row of this.listed.get(index) ?? []) this.compare(row, entry);
    this.listed.delete(index);
    for (const kind of ['event', 'record'] as const) {
      const { size } = this.seen[kind];
      if ((size === 0 && this.coverage[kind] === 0) || this.seen[kind].has(index) || kindOf(entry) !== kind) continue;
      if (index < this.coverage[kind]) this.findings.failed('row.missing', { leaf: index, id: idOf(entry) });
      else this.outside += 1;
    }
  }

  /** Rows with an entry that neither a tree nor one of these proven leaves confirms. */
  unbound(proven: ReadonlySet<number>): number {
    let count = 0;
    for (let leaf = 0; leaf < this.claimed.size; leaf += 1) if (this.claimed.get(leaf) && !proven.has(leaf)) count += 1;
    return count;
  }

  /** Rows without an entry that no walk has met: they say where they are, and nothing confirms it. */
  unmet(): number {
    let count = 0;
    for (const [leaf, rows] of this.listed) if (leaf !== null) count += rows.length;
    return count;
  }

  /** Rows from a leaf on: more than the head covers. */
  above(size: number): number {
    let count = 0;
    for (let leaf = size; leaf < this.claimed.size; leaf += 1) if (this.claimed.get(leaf)) count += 1;
    return count;
  }

  /** Rows that say they are in no log. */
  get unplaced(): Row[] {
    return this.listed.get(null) ?? [];
  }

  /** The first of a row's claims that the pages contradict; also leaves that two pages state differently. */
  damage(): LeafDamage[] {
    const found = [...this.conflicts];
    for (let leaf = 0; leaf < Math.min(this.claimed.size, this.stated.size); leaf += 1) {
      const [claimed, stated] = [this.claimed.get(leaf), this.stated.get(leaf)];
      if (claimed && stated && !equalBytes(claimed, stated)) found.push({ code: 'leaf.changed', leaf });
    }
    return found;
  }

  /** Where the stated hashes, which must begin at 0, have their first gap. */
  gap(): { from: number; to: number } | null {
    for (let from = 0; from < this.stated.size; from += 1) {
      if (this.stated.get(from)) continue;
      let to = from;
      while (!this.stated.get(to + 1)) to += 1;
      return { from, to };
    }
    return null;
  }

  /** Roots at the given sizes, as far as the copy reaches; only without a gap. */
  roots(sizes: ReadonlySet<number>, by: 'entries' | 'hashes'): Map<number, Uint8Array> {
    const roots = new Map<number, Uint8Array>();
    const fold = new MerkleFold();
    if (sizes.has(0)) roots.set(0, fold.root());
    for (let leaf = 0; leaf < this.stated.size; leaf += 1) {
      const claimed = by === 'entries' ? this.claimed.get(leaf) : undefined;
      fold.push(Uint8Array.from(claimed ?? this.stated.get(leaf)!));
      if (sizes.has(fold.size)) roots.set(fold.size, fold.root());
    }
    return roots;
  }

  /** Leaves of the copy, below a size, that no row speaks of. */
  unseen(size: number): number {
    let count = 0;
    for (let leaf = 0; leaf < size; leaf += 1) if (!this.claimed.get(leaf)) count += 1;
    return count;
  }

  /** What was found about the rows as a whole, as far as a head of this size covers them. */
  report(size: number): void {
    const { findings } = this;
    const sum = { compared: 0, proved: 0, absent: 0, erased: 0 };
    for (const [leaf, tally] of this.tallies) {
      if (leaf >= size) continue;
      sum.compared += 1;
      sum.proved += tally & 0xff;
      sum.absent += (tally >> 8) & 0xff;
      sum.erased += tally >> 16;
    }
    const wrong = findings.count('row.changed') + findings.count('row.otherEntry') + findings.count('row.repeated');
    if (sum.compared > 0 && wrong === 0) findings.proved('rows.agree', { rows: sum.compared });
    if (sum.proved > 0) findings.proved('content.proved', { contents: sum.proved });
    if (sum.erased > 0) findings.open('content.erased', { rows: sum.erased });
    for (const { file } of this.payloads.values()) if (!this.used.has(file)) findings.open('file.unused', { file });
    if (sum.absent > 0) findings.open('content.absent', { contents: sum.absent });
  }

  private state(leaf: number, hash: Uint8Array): void {
    if (this.stated.set(leaf, hash) === 'conflict') this.conflicts.push({ code: 'leaf.disagrees', leaf });
  }

  private takeRow(row: Row): void {
    this.rows += 1;
    const { entry, leafIndex: leaf, leafHash: stated, id } = row;
    if (leaf !== null) this.seen[row.kind].add(leaf);
    if (leaf !== null && entry && Date.parse(row.at) > (Date.parse(this.newest) || 0)) this.newest = row.at;
    if (!entry || leaf === null) {
      const alike = this.listed.get(leaf);
      if (alike) alike.push(row);
      else this.listed.set(leaf, [row]);
      return;
    }
    const hash = leafHash(entry);
    if (stated && !equalBytes(stated, hash)) this.conflicts.push({ code: 'leaf.disagrees', leaf });
    const claim = this.claimed.set(leaf, hash);
    if (claim === 'conflict') this.findings.failed('row.repeated', { leaf, id });
    this.compare(row, entry);
  }

  private compare(row: Row, entry: Uint8Array): void {
    const { findings } = this;
    const leaf = row.leafIndex!;
    const payload = this.payloads.get(row.id);
    if (payload) this.used.add(payload.file);
    const { fields, contents, erased } = comparison(row, entry, payload?.bytes);
    for (const difference of fields) findings.failed('row.changed', { leaf, ...difference });
    // The same leaf may be in a pull and in a list; what either of them lacks is said.
    const before = this.tallies.get(leaf) ?? 0;
    let tally = erased ? before | (1 << 16) : before;
    for (const { part, state } of contents) {
      if (state === 'proved') tally += 1;
      else if (state === 'absent') tally += 1 << 8;
      else findings.failed(`content.${state}`, { leaf, part });
    }
    this.tallies.set(leaf, tally);
  }
}

/** A row whose texts are not even Unicode cannot be what was written as canonical JSON. */
function comparison(row: Row, entry: Uint8Array, payload: Uint8Array | undefined): RowComparison {
  try {
    return compareRow(row, entry, payload);
  } catch (error) {
    const fields = [{ field: 'form', row: messageOf(error), entry: 'canonical JSON' }];
    return { fields, contents: [], erased: false };
  }
}

function kindOf(entry: Uint8Array): Row['kind'] | null {
  const { type, kind } = readEntry(entry);
  if (type === 'divan.audit-event') return 'event';
  return kind === 'record' ? 'record' : null;
}

function idOf(entry: Uint8Array): string {
  return String(readEntry(entry).id ?? 'unknown');
}
