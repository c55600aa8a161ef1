import { Injectable } from '@nestjs/common';
import { Clock, Config, Database, type RequestContext } from '@divan/platform';
import { consistencyProof, consistencyRanges, tilesOf } from '@divan/transparency-log';
import { AttestationConflict, type Attested, type Attestor } from './attestation';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository';
import { openCosignature } from './cosignature';
import { KeyRepository } from './key.repository';
import { ledgerConfig } from './ledger.config';
import { LedgerRepository } from './ledger.repository';
import { WitnessClient, type WitnessAnswer } from './witness-client';
import type { Witness } from './witness-list';

export const WITNESS_PREFIX = 'witness:';

/** Has the configured witnesses cosign heads. */
@Injectable()
export class WitnessService {
  /** Empty when none is configured. */
  readonly attestors: readonly (Attestor & { witness: Witness })[];

  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly keys: KeyRepository,
    private readonly client: WitnessClient,
    private readonly clock: Clock,
    config: Config,
  ) {
    const { LEDGER_WITNESSES, LEDGER_WITNESS_SECONDS } = config.get(ledgerConfig);
    this.attestors = LEDGER_WITNESSES.map((witness) => ({
      id: `${WITNESS_PREFIX}${witness.name}`,
      everyMs: LEDGER_WITNESS_SECONDS * 1_000,
      witness,
      attest: (ctx, known) => this.submit(ctx, witness, known),
    }));
  }

  private async submit(ctx: RequestContext, witness: Witness, known: number): Promise<Attested> {
    const head = await this.database.read(ctx, (tx) => this.checkpoints.latest(tx));
    if (!head) throw new Error('Nothing is signed yet.');
    const { oldSize, answer } = await this.ask(ctx, witness, head, Math.min(known, head.size));
    if (answer.state === 'signed') return this.accept(ctx, witness, head, answer.lines);
    if (answer.state === 'other-size' && answer.size <= head.size)
      throw new Error(`The witness contradicts itself about the size that it has seen: ${answer.size}.`);
    if (answer.state === 'not-consistent') await this.assertNotItsOwnFault(ctx, witness, oldSize);
    throw await this.conflict(ctx, witness, head, answer.state === 'other-size' ? answer.size : oldSize);
  }

  /** Submits, and once more from where the witness says that it is. */
  private async ask(
    ctx: RequestContext,
    witness: Witness,
    head: StoredCheckpoint,
    known: number,
  ): Promise<{ oldSize: number; answer: WitnessAnswer }> {
    const submit = async (oldSize: number): Promise<{ oldSize: number; answer: WitnessAnswer }> => {
      const proof = await this.proof(ctx, oldSize, head.size);
      return { oldSize, answer: await this.client.addCheckpoint(witness, { oldSize, proof, note: head.signedNote }) };
    };
    const first = await submit(known);
    const { answer } = first;
    const elsewhere = answer.state === 'other-size' && answer.size !== known && answer.size <= head.size;
    return elsewhere ? submit(answer.size) : first;
  }

  private async accept(
    ctx: RequestContext,
    witness: Witness,
    head: StoredCheckpoint,
    lines: string,
  ): Promise<Attested> {
    const cosignature = openCosignature(lines, head.signedNote, witness.vkey, this.clock.now());
    await this.database.transaction(ctx, (tx) =>
      this.checkpoints.saveCosignature(tx, head.size, { witness: witness.name, ...cosignature }),
    );
    return { size: head.size, at: cosignature.signedAt };
  }

  /** Who cosigned our head of that size cannot hold another one of it: then it is the witness that is broken. */
  private async assertNotItsOwnFault(ctx: RequestContext, { name }: Witness, oldSize: number): Promise<void> {
    const refuted =
      oldSize === 0 || (await this.database.read(ctx, (tx) => this.checkpoints.isCosigned(tx, oldSize, name)));
    if (refuted) throw new Error('The witness refuses a proof that starts from a head which it cosigned itself.');
  }

  private async conflict(
    ctx: RequestContext,
    witness: Witness,
    head: StoredCheckpoint,
    size: number,
  ): Promise<AttestationConflict> {
    const vkeys = await this.database.read(ctx, (tx) => this.keys.vkeys(tx));
    const seen = await this.client.lastSeen(witness, head.origin, vkeys);
    const proven = seen && seen.size >= size ? seen : null;
    const instead = size > head.size ? `this log has only ${head.size}` : 'with other leaves than this log has';
    return new AttestationConflict(
      `The witness ${witness.name} has seen a head of ${size} leaves, signed as ${head.origin}; ${instead}.`,
      {
        origin: head.origin,
        size: proven?.size ?? size,
        root: proven && Buffer.from(proven.root).toString('base64'),
        note: proven?.note ?? null,
        vkey: proven?.vkey ?? null,
      },
    );
  }

  private async proof(ctx: RequestContext, from: number, to: number): Promise<Uint8Array[]> {
    // Nothing is to be proven about an empty tree, and its proof has to be empty.
    if (from === 0) return [];
    const tiles = await this.database.read(ctx, (tx) =>
      this.repository.tiles(tx, tilesOf(consistencyRanges(from, to), to)),
    );
    return consistencyProof(from, to, tiles);
  }
}
