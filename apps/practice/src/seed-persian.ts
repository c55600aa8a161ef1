import type { Told } from './seed-story';

/** Persian threads of the seeded week. */
export const PERSIAN: readonly Told[] = [
  {
    by: 'sara_ahmadi',
    ago: 161,
    text: 'سلام @rivertown، ساعت کار کتابخانهٔ مرکزی در تعطیلات چگونه است؟ در سایت چیزی پیدا نکردم.',
    likes: ['maryam_jafari'],
    replies: [
      {
        by: 'rivertown',
        after: 85,
        text: 'سلام خانم احمدی. در تعطیلات از ساعت ۱۰ تا ۱۶ باز است. صفحهٔ کتابخانه را هم به‌روز کردیم.',
        likes: ['sara_ahmadi', 'maryam_jafari'],
        replies: [{ by: 'sara_ahmadi', after: 20, text: 'سپاس از پاسخ سریع شما!' }],
      },
    ],
  },
  {
    by: 'reza_karimi',
    ago: 146,
    text: '@rivertown چراغ راهنمایی تقاطع خیابان بلوط و هفتم از دیروز خاموش است. صبح‌ها رانندگی آنجا خطرناک شده.',
    likes: ['ali_hosseini', 'neda_moradi'],
    boosts: ['neda_moradi'],
    replies: [
      { by: 'rivertown', after: 40, text: 'سپاس از خبر شما. گروه تعمیر در راه است و تا ظهر درست می‌شود.' },
      {
        by: 'ali_hosseini',
        after: 75,
        text: '@rivertown دیروز نزدیک بود تصادف شود. لطفاً تا تعمیر، یک مأمور آنجا باشد.',
      },
    ],
  },
  {
    by: 'rivertown',
    ago: 132,
    text: 'کارگاه رایگان «آشنایی با خدمات شهر» به زبان فارسی، سه‌شنبه ساعت ۱۸ در کتابخانهٔ مرکزی برگزار می‌شود. نگهداری از کودکان هم فراهم است.',
    likes: ['sara_ahmadi', 'reza_karimi', 'maryam_jafari', 'ali_hosseini'],
    boosts: ['maryam_jafari', 'sara_ahmadi'],
    replies: [
      {
        by: 'maryam_jafari',
        after: 25,
        text: 'چه خبر خوبی! برای ثبت‌نام باید کجا برویم؟',
        replies: [
          { by: 'rivertown', after: 30, text: 'نیازی به ثبت‌نام نیست؛ فقط تشریف بیاورید.', likes: ['maryam_jafari'] },
        ],
      },
      { by: 'ali_hosseini', after: 110, text: 'آیا دربارهٔ مجوز کسب هم توضیح می‌دهید؟' },
    ],
  },
  {
    by: 'neda_moradi',
    ago: 109,
    text: '@rivertown نقشهٔ مسیرهای دوچرخه در سایت قدیمی است. آیا دادهٔ باز شهر نسخهٔ تازه دارد؟ برای پایان‌نامه‌ام لازم دارم.',
    likes: ['james_okafor'],
  },
  {
    by: 'maryam_jafari',
    ago: 93,
    text: '@rivertown_parks تاب زمین بازی پارک رودکنار شکسته و لبه‌اش تیز است. دیروز دست پسرم خراش برداشت.',
    likes: ['sara_ahmadi', 'linda_chen'],
    replies: [
      {
        by: 'rivertown_parks',
        after: 28,
        text: 'خیلی متأسفیم و امیدواریم حال پسرتان خوب باشد. تاب را همین حالا بستیم و فردا عوض می‌کنیم.',
        likes: ['maryam_jafari'],
      },
      { by: 'linda_chen', after: 90, text: 'Thank you for telling them, we take the children there every Friday.' },
    ],
  },
  {
    by: 'ali_hosseini',
    ago: 82,
    text: '@rivertown سه هفته است منتظر مجوز تابلوی مغازه هستم. شمارهٔ پرونده P-3381. می‌شود بگویید در چه مرحله‌ای است؟',
    replies: [
      {
        by: 'rivertown',
        after: 240,
        text: 'پرونده در مرحلهٔ بررسی نهایی است و تا پنجشنبه پاسخ می‌گیرید. از درنگ پیش‌آمده پوزش می‌خواهیم.',
      },
    ],
  },
  {
    by: 'rivertown',
    ago: 65,
    text: 'هشدار سیل تا فردا ساعت ۲۰. احتمال دارد آب رودخانه بالا بیاید. خودروها را از پارکینگ هاربر بیرون ببرید. کیسهٔ شن: ایستگاه آتش‌نشانی ۲.',
    boosts: ['reza_karimi', 'sara_ahmadi', 'ali_hosseini'],
    likes: ['maryam_jafari', 'neda_moradi'],
    replies: [
      {
        by: 'reza_karimi',
        after: 12,
        text: 'من وانت دارم و می‌توانم کیسهٔ شن جابه‌جا کنم. کجا بیایم؟',
        likes: ['rivertown', 'tom_whitaker'],
      },
      { by: 'maryam_jafari', after: 34, text: 'مدرسه‌ها فردا باز هستند؟' },
    ],
  },
  {
    by: 'sara_ahmadi',
    ago: 47,
    text: 'جشن فانوس‌ها فوق‌العاده بود! آفرین به بچه‌ها و @rivertown_parks. سال آینده شاگردانم هم ساز می‌زنند.',
    likes: ['rivertown_parks', 'linda_chen', 'maryam_jafari'],
  },
  {
    by: 'neda_moradi',
    ago: 34,
    text: '@rivertown_transit برنامهٔ تازهٔ خط ۴ عالی است. لطفاً زمان رسیدن به ایستگاه‌ها را به فارسی هم بنویسید.',
    likes: ['reza_karimi', 'sara_ahmadi'],
    replies: [{ by: 'reza_karimi', after: 50, text: '@rivertown_transit من هم موافقم؛ پدرم انگلیسی نمی‌خواند.' }],
  },
  {
    by: 'reza_karimi',
    ago: 17,
    text: '@rivertown برف‌روبی خیابان بلوط امسال خیلی زود انجام شد. خسته نباشید!',
    likes: ['rivertown', 'james_okafor'],
  },
  {
    by: 'maryam_jafari',
    ago: 4,
    text: '@rivertown پیاده‌رو جلوی کتابخانه یخ زده است. می‌شود نمک بپاشید؟ امروز قصه‌خوانی کودکان داریم.',
    likes: ['hannah_berg'],
    replies: [
      { by: 'hannah_berg', after: 22, text: '@rivertown I am there now and can confirm, it is very slippery.' },
    ],
  },
  { by: 'ali_hosseini', ago: 1.2, text: '@rivertown آب خیابان پنجم از صبح کدر است. نوشیدنش خطری ندارد؟' },
];
