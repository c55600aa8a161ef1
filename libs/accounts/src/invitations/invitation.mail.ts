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

const RELEASED: Record<'en' | 'fa', { subject: string; text: (formerly: string) => string }> = {
  en: {
    subject: 'Your address on Divan is yours alone now',
    text: (formerly) =>
      'You have just shown on Divan that this address is yours. Another account had it until now, without ever having ' +
      'shown as much. It keeps its places and its password, and signs in with this name instead:\n\n' +
      `${formerly}\n\nIf that account is yours, too, use this name from now on where you worked before.\n`,
  },
  fa: {
    subject: 'نشانی شما در دیوان اکنون تنها از آن شماست',
    text: (formerly) =>
      'شما هم‌اکنون در دیوان نشان دادید که این نشانی از آن شماست. تا کنون حساب دیگری آن را داشت، بی آنکه هرگز چنین ' +
      `چیزی را نشان داده باشد. آن حساب جایگاه و گذرواژهٔ خود را نگه می‌دارد و از این پس با این نام وارد می‌شود:\n\n${formerly}\n\n` +
      'اگر آن حساب هم از شماست، از این پس در جای پیشین خود این نام را به کار برید.\n',
  },
};

/** Sends an invitation to the address that it is bound to. */
@Injectable()
export class InvitationMail {
  constructor(private readonly mail: Mail) {}

  /** Whether an invitation arrives by mail. */
  get isSetUp(): boolean {
    return this.mail.isSetUp;
  }

  /** Tells whoever proved an address what the account that had it is called from now on. */
  released(tx: Tx, { to, locale, formerly }: { to: string; locale: string; formerly: string }): Promise<void> {
    const { subject, text } = RELEASED[locale === 'fa' ? 'fa' : 'en'];
    return this.mail.queue(tx, [{ to, subject, text: text(formerly) }]);
  }

  send(tx: Tx, input: InvitationMailInput): Promise<void> {
    const words = WORDS[input.locale === 'fa' ? 'fa' : 'en'];
    return this.mail.queue(tx, [{ to: input.to, subject: words.subject(input.organization), text: words.text(input) }]);
  }
}
