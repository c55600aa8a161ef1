import type { LogProof } from '../proof-file';
import { PulledCopy } from './copy';
import { mayBePayload, readEvidence, type ConsistencyFile, type CopyPage, type EvidenceFile } from './evidence';
import { Heads, largest, messageOf, sizeOf } from './heads';
import type { Findings } from './statements';

/** Everything that was given for one verification, read and sorted. */
export class Gathered {
  readonly heads: Heads;
  readonly copy: PulledCopy;
  readonly proofs: { file: string; proof: LogProof }[] = [];
  readonly consistency: ConsistencyFile[] = [];
  readonly entries: Uint8Array[] = [];
  private readonly payloads = new Map<string, { file: string; bytes: Uint8Array }>();

  /** @throws when a verifier key is malformed */
  constructor(
    vkeys: readonly string[],
    private readonly findings: Findings,
  ) {
    this.heads = new Heads(vkeys);
    this.copy = new PulledCopy(this.payloads, findings);
  }

  /** Reads the outsider's own checkpoints. */
  async readHeld(files: readonly EvidenceFile[]): Promise<void> {
    for (const file of files) {
      const evidence = await this.readFile(file);
      if (evidence?.kind === 'head') this.heads.add(file.name, evidence.note, 'held', this.findings);
      else if (evidence)
        this.findings.failed('head.malformed', { file: file.name, reason: 'it is no signed checkpoint' });
    }
  }

  /** Reads what is to be verified, payloads first: the rows that commit to them need them. */
  async readGiven(files: readonly EvidenceFile[]): Promise<void> {
    const [payloads, others] = [
      files.filter(({ name }) => mayBePayload(name)),
      files.filter(({ name }) => !mayBePayload(name)),
    ];
    for (const file of [...payloads, ...others]) {
      const evidence = await this.readFile(file);
      if (evidence) this.take(file.name, evidence);
    }
  }

  private async readFile({ name, read }: EvidenceFile): Promise<ReturnType<typeof readEvidence> | null> {
    try {
      return readEvidence(name, await read());
    } catch (error) {
      this.findings.failed('file.unreadable', { file: name, reason: messageOf(error) });
      return null;
    }
  }

  private take(file: string, evidence: ReturnType<typeof readEvidence>): void {
    switch (evidence.kind) {
      case 'head':
        return this.heads.add(file, evidence.note, 'given', this.findings);
      case 'proof':
        this.proofs.push({ file, proof: evidence.proof });
        return this.heads.add(file, evidence.proof.checkpoint, 'given', this.findings);
      case 'consistency':
        this.consistency.push(evidence.consistency);
        if (evidence.consistency.note) this.heads.add(file, evidence.consistency.note, 'given', this.findings);
        return;
      case 'pages':
        return evidence.pages.forEach((page) => this.takePage(file, page));
      case 'entry':
        this.entries.push(evidence.entry);
        return;
      case 'payload':
        this.payloads.set(evidence.id, { file, bytes: evidence.bytes });
    }
  }

  private takePage(file: string, page: CopyPage): void {
    for (const note of page.notes) this.heads.add(file, note, 'given', this.findings);
    const heads = this.heads.all.filter((head) => page.notes.includes(head.note));
    const covered = largest(heads.map(sizeOf));
    try {
      this.copy.take(page, covered);
    } catch (error) {
      this.findings.failed('file.unreadable', { file, reason: messageOf(error) });
    }
  }
}
