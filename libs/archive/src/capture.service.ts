import { type DecisionMade, decisionMade } from '@divan/approvals';
import { messageReceived, type MessageReceived, replySent, type ReplySent } from '@divan/inbox';
import { Ledger } from '@divan/ledger';
import { type PublicationPublished, publicationPublished } from '@divan/publishing';
import { Injectable } from '@nestjs/common';
import { Clock, OnEvent, type RequestContext, type Tx } from '@divan/platform';
import { captureDecision, captureMessage, capturePublication, captureReply } from './capture';
import type { Capture } from './record';
import { toRecord } from './record-envelope';
import { RecordRepository } from './record.repository';

/** Records what happens, in the very transaction in which it happens: there is neither one without the other. */
@Injectable()
export class CaptureService {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly records: RecordRepository,
  ) {}

  @OnEvent(messageReceived)
  async captureMessages(tx: Tx, ctx: RequestContext, items: MessageReceived[]): Promise<void> {
    await this.capture(tx, ctx, items.map(captureMessage));
  }

  @OnEvent(replySent)
  async captureReplies(tx: Tx, ctx: RequestContext, items: ReplySent[]): Promise<void> {
    await this.capture(tx, ctx, items.map(captureReply));
  }

  @OnEvent(publicationPublished)
  async capturePublications(tx: Tx, ctx: RequestContext, items: PublicationPublished[]): Promise<void> {
    await this.capture(tx, ctx, items.map(capturePublication));
  }

  @OnEvent(decisionMade)
  async captureDecisions(tx: Tx, ctx: RequestContext, items: DecisionMade[]): Promise<void> {
    await this.capture(tx, ctx, items.map(captureDecision));
  }

  private async capture(tx: Tx, ctx: RequestContext, captures: Capture[]): Promise<void> {
    if (captures.length === 0) return;
    const now = this.clock.now();
    const versions = await this.records.findVersions(
      tx,
      captures.filter((capture) => capture.edited).map((capture) => capture.subjectId),
    );
    const records = captures.map((capture) => {
      const subjectVersion = (versions.get(capture.subjectId) ?? 0) + 1;
      versions.set(capture.subjectId, subjectVersion);
      return toRecord(ctx.organizationId, capture, subjectVersion, now);
    });
    await this.records.insertMany(tx, records);
    await this.ledger.append(
      tx,
      records.map(({ id, entry }) => ({ id, entry })),
    );
  }
}
