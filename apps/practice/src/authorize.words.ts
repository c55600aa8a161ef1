export interface Words {
  title: string;
  network: string;
  allow(application: string): string;
  explain(application: string): string;
  choose: string;
  other: string;
  username: string;
  password: string;
  allowButton: string;
  deny: string;
  wrong: string;
}

export const WORDS: Record<'en' | 'fa', Words> = {
  en: {
    title: 'Allow access – practice network',
    network: 'Rivertown Practice',
    allow: (application) => `Allow ${application} to use an account?`,
    explain: (application) => `${application} will be able to act for the account that you choose:`,
    choose: 'Choose an account',
    other: 'Or another account’s name',
    username: 'Account name',
    password: 'Password',
    allowButton: 'Allow',
    deny: 'Do not allow',
    wrong: 'The account name or the password is not right.',
  },
  fa: {
    title: 'اجازهٔ دسترسی – شبکهٔ تمرینی',
    network: 'شبکهٔ تمرینی ریورتاون',
    allow: (application) => `به ${application} اجازهٔ استفاده از یک حساب داده شود؟`,
    explain: (application) => `${application} می‌تواند به‌جای حسابی که برمی‌گزینید کار کند:`,
    choose: 'یک حساب برگزینید',
    other: 'یا نام حسابی دیگر',
    username: 'نام حساب',
    password: 'گذرواژه',
    allowButton: 'اجازه می‌دهم',
    deny: 'اجازه نمی‌دهم',
    wrong: 'نام حساب یا گذرواژه درست نیست.',
  },
};
