import { Injectable } from '@nestjs/common';
import { newId } from '../clock/id';
import { Config } from '../config/config';
import { SecretBox } from '../crypto/secret-box';
import type { Tx } from '../database/tx';
import { Jobs } from '../jobs/jobs';
import { mailConfig } from './mail.config';
import { MailRepository } from './mail.repository';

/** One mail to one person, in plain text and in their language. */
export interface NewMail {
  /** An address alone, as in `ada@example.gov`. */
  to: string;
  subject: string;
  text: string;
}

const ADDRESS = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()\\@]+$/;

export const SEND_MAIL = 'platform.send-mail';
export const MAIL_PURPOSE = 'platform.mail';

/** Mail that is sent if and only if the caller's transaction commits. */
@Injectable()
export class Mail {
  constructor(
    private readonly config: Config,
    private readonly repository: MailRepository,
    private readonly jobs: Jobs,
    private readonly secretBox: SecretBox,
  ) {}

  /** Whether there is a mail server, so that what is queued goes out. */
  get isSetUp(): boolean {
    return this.config.get(mailConfig).SMTP_URL !== undefined;
  }

  /** @throws when an address is none, or is more than one */
  async queue(tx: Tx, mails: readonly NewMail[]): Promise<void> {
    if (mails.length === 0) return;
    if (mails.some(({ to }) => !ADDRESS.test(to))) throw new Error('not one mail address');
    const rows = mails.map(({ to, subject, text }) => ({
      id: newId(),
      recipient: to,
      subject,
      sealedText: this.secretBox.seal(text, MAIL_PURPOSE),
    }));
    await this.repository.insertMany(tx, rows);
    const organizationId = tx.organizationId;
    if (!organizationId) throw new Error('mail belongs to an organization');
    await this.jobs.addMany(
      tx,
      SEND_MAIL,
      rows.map(({ id }) => ({ payload: { organizationId, mailId: id }, options: { maxAttempts: 12 } })),
    );
  }
}
