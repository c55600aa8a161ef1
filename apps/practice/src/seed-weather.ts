import type { Told } from './seed-story';

/** The end of the week in English: the flood watch, what followed it, and the snow. */
export const WEATHER: readonly Told[] = [
  {
    by: 'rivertown',
    ago: 66,
    text: 'Flood watch until tomorrow 8 pm. The river may rise to 14 feet. Move cars from the Harbor Lane garage. Sandbags at Fire Station 2, ten per household. We update every three hours.',
    picture: ['flood', 'Brown flood water covers a park path and reaches the seat of a bench.'],
    likes: ['tom_whitaker', 'hannah_berg'],
    boosts: ['tom_whitaker', 'hannah_berg', 'maria_lopez', 'reza_karimi', 'ali_hosseini'],
    replies: [
      {
        by: 'tom_whitaker',
        after: 8,
        text: 'Water is already at the lower steps in Old Harbor. Are there people who can help two older neighbours to carry things upstairs?',
        likes: ['maria_lopez'],
      },
      { by: 'maria_lopez', after: 19, text: 'Is school open tomorrow?' },
      {
        by: 'sam_nguyen',
        after: 33,
        text: 'Somebody says the dam upstream is failing. Is that true?',
        likes: ['linda_chen'],
        replies: [
          {
            by: 'rivertown',
            after: 9,
            text: 'No. The dam is sound; engineers inspected it at noon. The water comes from rain upstream. Please share only official updates.',
            likes: ['sam_nguyen', 'linda_chen', 'hannah_berg'],
            boosts: ['linda_chen', 'sam_nguyen'],
          },
        ],
      },
      {
        by: 'hannah_berg',
        after: 52,
        text: 'I am a retired nurse and can help at the shelter tonight. Whom do I call?',
      },
    ],
  },
  {
    by: 'linda_chen',
    ago: 52,
    text: '@rivertown @rivertown_transit the crossing light at Riverside Elementary gives children nine seconds. I measured it. A first-grader needs fifteen.',
    likes: ['maria_lopez', 'aisha_rahman', 'hannah_berg', 'maryam_jafari'],
    boosts: ['maria_lopez'],
    replies: [{ by: 'maria_lopez', after: 26, text: 'Thank you for measuring it. We ran every morning this week.' }],
  },
  {
    by: 'hannah_berg',
    ago: 44,
    text: '@rivertown thank you to the crew who worked on the sandbags all night. Our street stayed dry. ❤️',
    likes: ['rivertown', 'tom_whitaker', 'maria_lopez'],
  },
  {
    by: 'rivertown_transit',
    ago: 38,
    text: 'From Monday Line 4 runs every 12 minutes until 10 pm, and every bus on it has a ramp. The new timetable is at all stops.',
    likes: ['sam_nguyen', 'aisha_rahman', 'linda_chen'],
    boosts: ['aisha_rahman'],
    replies: [
      {
        by: 'aisha_rahman',
        after: 11,
        text: 'Every bus with a ramp! I have waited four years to read this.',
        likes: ['rivertown_transit', 'sam_nguyen'],
      },
      { by: 'sam_nguyen', after: 47, text: 'And on weekends?' },
    ],
  },
  {
    by: 'rose_dubois',
    ago: 30,
    text: '@rivertown_parks the community garden has two free beds. Who can have them, and is there a list?',
    picture: ['garden', 'Raised vegetable beds with tomatoes and yellow flowers under a tree.'],
    likes: ['dev_patel'],
  },
  {
    by: 'rivertown',
    ago: 21,
    text: 'Snow is expected tonight. Priority routes are Main, Mill, Oak and all hospital access roads. Please park on the even side from 8 pm. #SnowRoutes',
    picture: ['snow', 'An orange snow plough drives along a snowy street in front of houses.'],
    likes: ['james_okafor', 'reza_karimi'],
    boosts: ['neda_moradi'],
    replies: [
      {
        by: 'james_okafor',
        after: 15,
        text: 'Are the bike lanes on Oak cleared too, or is the snow pushed into them again?',
        likes: ['neda_moradi'],
      },
      {
        by: 'dev_patel',
        after: 36,
        text: 'Even side of a street with houses on one side only? 5th Street wants to know.',
      },
      {
        by: 'hannah_berg',
        after: 64,
        text: 'Can somebody help to clear the walk of people over 75? I could name three.',
      },
    ],
  },
  {
    by: 'tom_whitaker',
    ago: 12,
    text: '@rivertown the street light at Harbor Lane 8 has been out since the flood. It is pitch dark at the stairs.',
    likes: ['rose_dubois'],
  },
  {
    by: 'sam_nguyen',
    ago: 6,
    text: '@rivertown_transit heads up: the display at University stop shows next week’s timetable already. Everyone is confused.',
  },
  {
    by: 'maria_lopez',
    ago: 2.5,
    text: '@rivertown tap water on Mill Street is brown since this morning. Is it safe to drink?',
    likes: ['sara_ahmadi'],
    replies: [
      { by: 'dev_patel', after: 18, text: '@rivertown Same here at the bakery. I have stopped baking until we know.' },
      { by: 'sara_ahmadi', after: 32, text: '@rivertown Also on Elm Street. Please tell us soon.' },
    ],
  },
  {
    by: 'linda_chen',
    ago: 0.7,
    text: '@rivertown could a crossing guard come to Riverside Elementary today? The snow hides the zebra lines.',
  },
];
