import { Injectable } from '@nestjs/common';
import { Config, Mail, type Tx } from '@divan/platform';
import { accountsConfig } from '../accounts.config';
import type { InactiveMember } from './inactivity.repository';

interface Words {
  subject: (organization: string) => string;
  text: (input: { name: string; organization: string; on: string; link: string }) => string;
}

const WORDS: Record<'en' | 'fa', Words> = {
  en: {
    subject: (organization) => `Your access to ${organization} ends soon`,
    text: ({ name, organization, on, link }) =>
      `${name},\n\nyou have not used Divan for ${organization} for a long time. On ${on} your access is turned off. ` +
      `To keep it, sign in before then:\n\n${link}\n\nIf you no longer need it, do nothing.\n`,
  },
  fa: {
    subject: (organization) => `دسترسی شما به ${organization} به‌زودی پایان می‌یابد`,
    text: ({ name, organization, on, link }) =>
      `${name}،\n\nمدتی است که از دیوان برای ${organization} استفاده نکرده‌اید. دسترسی شما در ${on} بسته می‌شود. ` +
      `برای نگه داشتن آن پیش از آن وارد شوید:\n\n${link}\n\nاگر دیگر به آن نیاز ندارید، کاری نکنید.\n`,
  },
};

/** Tells members that they are about to lose access which they do not use. */
@Injectable()
export class InactivityMail {
  constructor(
    private readonly mail: Mail,
    private readonly config: Config,
  ) {}

  warn(
    tx: Tx,
    members: readonly InactiveMember[],
    organization: { name: string; timeZone: string },
    on: (member: InactiveMember) => Date,
  ): Promise<void> {
    const link = this.config.get(accountsConfig).WEB_URL;
    return this.mail.queue(
      tx,
      members.map((member) => {
        const locale = member.locale === 'fa' ? 'fa' : 'en';
        const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: organization.timeZone });
        const { name, email } = member;
        return {
          to: email,
          subject: WORDS[locale].subject(organization.name),
          text: WORDS[locale].text({ name, organization: organization.name, on: date.format(on(member)), link }),
        };
      }),
    );
  }
}
