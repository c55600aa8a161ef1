export interface Person {
  username: string;
  name: string;
  note: string;
  language: 'en' | 'fa';
  role: 'city' | 'citizen';
}

const city = (username: string, name: string, note: string): Person => ({
  username,
  name,
  note,
  language: 'en',
  role: 'city',
});
const citizen = (username: string, name: string, note: string, language: 'en' | 'fa' = 'en'): Person => ({
  username,
  name,
  note,
  language,
  role: 'citizen',
});

/** Everyone in Rivertown who speaks in the seeded week. All of them are invented. */
export const PEOPLE: readonly Person[] = [
  city(
    'rivertown',
    'City of Rivertown',
    'News, services and alerts from your city. In an emergency call 911. English · فارسی',
  ),
  city('rivertown_transit', 'Rivertown Transit', 'Buses, the river ferry and Line 4 works. Staffed 6 am to 9 pm.'),
  city('rivertown_parks', 'Rivertown Parks', 'Parks, trees, trails, pools and playgrounds.'),
  citizen('maria_lopez', 'Maria Lopez', 'Mill Street. Two kids, one dog, many opinions about crosswalks.'),
  citizen('james_okafor', 'James Okafor', 'I cycle to work. All year, yes.'),
  citizen('hannah_berg', 'Hannah Berg', 'Retired nurse. Library volunteer on Thursdays.'),
  citizen('dev_patel', 'Dev Patel', 'Corner bakery on 5th. First loaf at six.'),
  citizen('linda_chen', 'Linda Chen', 'Teacher at Riverside Elementary.'),
  citizen('tom_whitaker', 'Tom Whitaker', 'Old Harbor neighbourhood association.'),
  citizen('aisha_rahman', 'Aisha Rahman', 'Engineer, wheelchair user, impatient with kerbs.'),
  citizen('rose_dubois', 'Rose Dubois', 'Gardener. Trees remember.'),
  citizen('sam_nguyen', 'Sam Nguyen', 'Student. Line 4 regular.'),
  citizen('sara_ahmadi', 'سارا احمدی', 'معلم موسیقی، ساکن محلهٔ رودکنار', 'fa'),
  citizen('reza_karimi', 'رضا کریمی', 'راننده و عاشق پیاده‌روی', 'fa'),
  citizen('neda_moradi', 'ندا مرادی', 'دانشجوی شهرسازی', 'fa'),
  citizen('ali_hosseini', 'علی حسینی', 'مغازه‌دار خیابان پنجم', 'fa'),
  citizen('maryam_jafari', 'مریم جعفری', 'مادر دو فرزند، داوطلب کتابخانه', 'fa'),
];

/** Who wrote it decides which city account a thread belongs to; these follow the city from the start. */
export const FOLLOWERS: readonly [string, string][] = PEOPLE.filter((person) => person.role === 'citizen').flatMap(
  (person, index): [string, string][] => [
    [person.username, 'rivertown'],
    ...(index % 2 === 0 ? [[person.username, 'rivertown_transit'] as [string, string]] : []),
    ...(index % 3 === 0 ? [[person.username, 'rivertown_parks'] as [string, string]] : []),
  ],
);
