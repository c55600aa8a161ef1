import { Injectable } from '@nestjs/common';
import { alarmCleared, alarmRaised, type AlarmKind } from '@divan/ledger';
import { Config, Mail, OnEvent, type NewMail, type RequestContext, type Tx } from '@divan/platform';
import { accountsConfig } from './accounts.config';
import { MemberDirectory } from './members/member.read-model';
import { OrganizationRepository } from './organizations/organization.repository';
import { ADMINISTRATOR } from './roles/roles';

interface Alarm {
  kind: AlarmKind;
  reason: string;
  at: Date;
}

interface Words {
  raised: (organization: string) => string;
  cleared: (organization: string) => string;
  meaning: Record<AlarmKind, string>;
  clearedText: string;
  found: string;
  look: string;
}

const WORDS: Record<'en' | 'fa', Words> = {
  en: {
    raised: (organization) => `Alarm: the log of ${organization}`,
    cleared: (organization) => `All clear: the log of ${organization}`,
    meaning: {
      inconsistent:
        'The stored log contradicts what was signed before. Nothing more is signed until somebody repairs it.',
      rolled_back: 'The database is older than what was signed before. Nothing more is signed until you decide.',
      lagging: 'For more than a minute nothing has been added to the log, although there is something to add.',
      witness_conflict: 'A witness has seen another version of the log. Nothing more is signed until you decide.',
    },
    clearedText: 'What the earlier mail told of is over.',
    found: 'What was found:',
    look: 'Look here:',
  },
  fa: {
    raised: (organization) => `هشدار: دفتر ثبت ${organization}`,
    cleared: (organization) => `رفع هشدار: دفتر ثبت ${organization}`,
    meaning: {
      inconsistent: 'دفتر ذخیره‌شده با آنچه پیش‌تر امضا شده بود نمی‌خواند. تا کسی آن را درست نکند چیزی امضا نمی‌شود.',
      rolled_back: 'پایگاه داده قدیمی‌تر از چیزی است که پیش‌تر امضا شده بود. تا تصمیم نگیرید چیزی امضا نمی‌شود.',
      lagging: 'بیش از یک دقیقه است که چیزی به دفتر افزوده نشده، هرچند چیزهایی در انتظار است.',
      witness_conflict: 'یک شاهد نسخهٔ دیگری از دفتر را دیده است. تا تصمیم نگیرید چیزی امضا نمی‌شود.',
    },
    clearedText: 'آنچه در نامهٔ پیشین گفته شد برطرف شده است.',
    found: 'آنچه پیدا شد:',
    look: 'اینجا ببینید:',
  },
};

/** Tells every administrator when something is wrong with the organization's log, and when it no longer is. */
@Injectable()
export class LogAlarmMail {
  constructor(
    private readonly members: MemberDirectory,
    private readonly organizations: OrganizationRepository,
    private readonly mail: Mail,
    private readonly config: Config,
  ) {}

  @OnEvent(alarmRaised)
  tellRaised(tx: Tx, ctx: RequestContext, alarms: Alarm[]): Promise<void> {
    return this.tell(tx, ctx, (words, organization) =>
      alarms.map(({ kind, reason }) => ({
        subject: words.raised(organization),
        text: `${words.meaning[kind]}\n\n${words.found} ${reason}`,
      })),
    );
  }

  @OnEvent(alarmCleared)
  tellCleared(tx: Tx, ctx: RequestContext, alarms: Alarm[]): Promise<void> {
    return this.tell(tx, ctx, (words, organization) =>
      alarms.map(({ kind }) => ({
        subject: words.cleared(organization),
        text: `${words.clearedText}\n\n${words.meaning[kind]}`,
      })),
    );
  }

  private async tell(
    tx: Tx,
    ctx: RequestContext,
    write: (words: Words, organization: string) => Omit<NewMail, 'to'>[],
  ): Promise<void> {
    const organization = await this.organizations.find(tx, ctx.organizationId);
    const administrators = await this.members.activeWithRole(tx, ADMINISTRATOR);
    const address = new URL('/log', this.config.get(accountsConfig).WEB_URL).href;
    await this.mail.queue(
      tx,
      administrators.flatMap(({ email, locale }) => {
        const words = WORDS[locale === 'fa' ? 'fa' : 'en'];
        return write(words, organization?.name ?? '').map(({ subject, text }) => ({
          to: email,
          subject,
          text: `${text}\n\n${words.look} ${address}\n`,
        }));
      }),
    );
  }
}
