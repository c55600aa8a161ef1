export type CredentialChange =
  'password' | 'passkey-added' | 'passkey-removed' | 'authenticator-moved' | 'recovery-codes' | 'factors-reset';

interface Words {
  newDevice: { subject: string; text: string };
  changed: Record<CredentialChange, string>;
  reset: { subject: string; text: string; unasked: string };
  when: string;
  where: string;
  how: string;
  notYou: string;
}

export const AUTH_WORDS: Record<'en' | 'fa', Words> = {
  en: {
    newDevice: {
      subject: 'Divan: a sign-in from a new device',
      text: 'Somebody signed in to Divan as you, from a device that you had not used before.',
    },
    changed: {
      password: 'Divan: your password was changed',
      'passkey-added': 'Divan: a passkey was added to your account',
      'passkey-removed': 'Divan: a passkey was removed from your account',
      'authenticator-moved': 'Divan: another authenticator now makes your codes',
      'recovery-codes': 'Divan: your recovery codes were replaced',
      'factors-reset': 'Divan: an administrator removed your second factors',
    },
    reset: {
      subject: 'Divan: set a new password',
      text: 'With this link you can set a new password. It works once, for 30 minutes. You will need your second factor, too.',
      unasked: 'If you did not ask for it, do nothing: your password stays as it is.',
    },
    when: 'When',
    where: 'From',
    how: 'With',
    notYou:
      'If this was not you, change your password and end the other sessions under “Your security”, and tell your administrator.',
  },
  fa: {
    newDevice: {
      subject: 'دیوان: ورود از دستگاهی تازه',
      text: 'کسی با حساب شما از دستگاهی که پیش‌تر به کار نبرده بودید به دیوان وارد شد.',
    },
    changed: {
      password: 'دیوان: گذرواژهٔ شما تغییر کرد',
      'passkey-added': 'دیوان: یک گذرکلید به حساب شما افزوده شد',
      'passkey-removed': 'دیوان: یک گذرکلید از حساب شما برداشته شد',
      'authenticator-moved': 'دیوان: از این پس رمزساز دیگری رمزهای شما را می‌سازد',
      'recovery-codes': 'دیوان: رمزهای بازیابی شما عوض شدند',
      'factors-reset': 'دیوان: مدیری عامل‌های دوم شما را برداشت',
    },
    reset: {
      subject: 'دیوان: گذرواژهٔ تازه بگذارید',
      text: 'با این پیوند می‌توانید گذرواژهٔ تازه‌ای بگذارید. یک بار و تا ۳۰ دقیقه کار می‌کند. عامل دوم هم لازم است.',
      unasked: 'اگر شما نخواسته‌اید، کاری نکنید: گذرواژه همان می‌ماند که هست.',
    },
    when: 'زمان',
    where: 'از',
    how: 'با',
    notYou:
      'اگر شما نبودید، در «امنیت حساب شما» گذرواژه را عوض کنید و نشست‌های دیگر را پایان دهید و به مدیر خود بگویید.',
  },
};
