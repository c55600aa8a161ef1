import { Injectable } from '@nestjs/common';
import type { Account } from '@divan/accounts';
import { Mail, type Tx } from '@divan/platform';
import { AUTH_WORDS, type CredentialChange } from './auth-words';

type Recipient = Pick<Account, 'email' | 'locale'>;

/** Tells people what happens to their sign-in, by the address that is theirs. */
@Injectable()
export class AuthMail {
  constructor(private readonly mail: Mail) {}

  async newDevice(tx: Tx, to: Recipient, device: { family: string; address: string | null; at: Date }): Promise<void> {
    const words = wordsFor(to);
    await this.send(tx, to, words.newDevice.subject, [
      words.newDevice.text,
      `${words.when}: ${device.at.toISOString()}\n${words.where}: ${device.address ?? '–'}\n${words.how}: ${device.family}`,
      words.notYou,
    ]);
  }

  async changed(tx: Tx, to: Recipient, change: CredentialChange, at: Date): Promise<void> {
    const words = wordsFor(to);
    await this.send(tx, to, words.changed[change], [
      words.changed[change],
      `${words.when}: ${at.toISOString()}`,
      words.notYou,
    ]);
  }

  async passwordReset(tx: Tx, to: Recipient, link: string): Promise<void> {
    const words = wordsFor(to);
    await this.send(tx, to, words.reset.subject, [words.reset.text, link, words.reset.unasked]);
  }

  private send(tx: Tx, to: Recipient, subject: string, paragraphs: string[]): Promise<void> {
    return this.mail.queue(tx, [{ to: to.email, subject, text: `${paragraphs.join('\n\n')}\n` }]);
  }
}

function wordsFor({ locale }: Recipient): (typeof AUTH_WORDS)['en'] {
  return AUTH_WORDS[locale === 'fa' ? 'fa' : 'en'];
}
