import { Injectable } from '@nestjs/common';
import { Mail, type Tx } from '@divan/platform';

export interface InvitationMailInput {
  to: string;
  locale: string;
  name: string;
  organization: string;
  /** Null where the hosting administrator made the organization. */
  invitedBy: string | null;
  link: string;
  days: number;
}

interface Words {
  subject: (organization: string) => string;
  text: (input: InvitationMailInput) => string;
}

const WORDS: Record<'en' | 'fa', Words> = {
  en: {
    subject: (organization) => `Invitation to ${organization} on Divan`,
    text: ({ name, organization, invitedBy, link, days }) =>
      `${name},\n\n` +
      (invitedBy ? `${invitedBy} invites you to work for ${organization} on Divan.` : '') +
      (invitedBy ? '' : `You are invited to work for ${organization} on Divan.`) +
      ` This link is for you alone, works once and for ${days} days:\n\n${link}\n\n` +
      'If you did not expect this, leave it: without you nothing happens.\n',
  },
  fa: {
    subject: (organization) => `دعوت به ${organization} در دیوان`,
    text: ({ name, organization, invitedBy, link, days }) =>
      `${name}،\n\n` +
      (invitedBy ? `${invitedBy} شما را به کار برای ${organization} در دیوان دعوت می‌کند.` : '') +
      (invitedBy ? '' : `شما به کار برای ${organization} در دیوان دعوت شده‌اید.`) +
      ` این پیوند تنها برای شماست، یک بار و تا ${new Intl.NumberFormat('fa').format(days)} روز کار می‌کند:\n\n${link}\n\n` +
      'اگر منتظر آن نبودید، کاری نکنید: بدون شما هیچ اتفاقی نمی‌افتد.\n',
  },
};

/** Sends an invitation to the address that it is bound to. */
@Injectable()
export class InvitationMail {
  constructor(private readonly mail: Mail) {}

  send(tx: Tx, input: InvitationMailInput): Promise<void> {
    const words = WORDS[input.locale === 'fa' ? 'fa' : 'en'];
    return this.mail.queue(tx, [{ to: input.to, subject: words.subject(input.organization), text: words.text(input) }]);
  }
}
