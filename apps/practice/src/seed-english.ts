import type { Told } from './seed-story';

/** English threads of the seeded week. A reply gets its @mention from whom it answers. */
export const ENGLISH: readonly Told[] = [
  {
    by: 'rivertown',
    ago: 165,
    text: 'The Mill Street bridge is open again to pedestrians and bicycles. Cars follow on Friday at 6 am. Thank you for your patience over eleven long weeks. #MillStreetBridge',
    picture: ['bridge', 'The Mill Street bridge at sunrise, two brown steel arches over calm water.'],
    likes: ['maria_lopez', 'james_okafor', 'tom_whitaker', 'rose_dubois', 'dev_patel'],
    boosts: ['james_okafor', 'tom_whitaker'],
    replies: [
      {
        by: 'james_okafor',
        after: 14,
        text: 'Rode across it this morning. Smooth surface, and the new bike lane is wide enough to pass. Well done.',
        likes: ['rivertown', 'sam_nguyen'],
      },
      {
        by: 'maria_lopez',
        after: 41,
        text: 'Great news! Will the temporary crossing guard at Riverside Elementary stay until the cars are back?',
        replies: [
          {
            by: 'rivertown',
            after: 55,
            text: 'Yes. The guard stays until the end of next week, mornings and afternoons.',
            likes: ['maria_lopez', 'linda_chen'],
          },
        ],
      },
    ],
  },
  {
    by: 'dev_patel',
    ago: 158,
    text: '@rivertown the pothole in front of 212 5th Street is now deep enough to swim in. Two customers tripped this week. Can someone please look at it?',
    picture: [
      'pothole',
      'A deep pothole filled with rainwater in the middle of a street, cracks running from its edges.',
    ],
    likes: ['ali_hosseini', 'tom_whitaker'],
    replies: [
      {
        by: 'rivertown',
        after: 95,
        text: 'Thank you for the picture, that helps. A crew will secure it today and fill it on Thursday. Your report number is R-20418.',
        replies: [
          {
            by: 'dev_patel',
            after: 2900,
            text: 'Filled this morning before we opened. Fresh bread for the crew any time.',
            likes: ['rivertown', 'hannah_berg'],
          },
        ],
      },
      {
        by: 'tom_whitaker',
        after: 130,
        text: '@rivertown There is a second one near the corner of Harbor Lane, in the bus lane.',
      },
    ],
  },
  {
    by: 'sam_nguyen',
    ago: 150,
    text: '@rivertown_transit Line 4 was 25 minutes late again at University. Third time this week. Is the timetable still real?',
    likes: ['aisha_rahman', 'linda_chen'],
    replies: [
      {
        by: 'rivertown_transit',
        after: 38,
        text: 'We are sorry, Sam. The detour around the bridge costs about ten minutes, and two buses were in the shop. Both are back tomorrow.',
        replies: [
          {
            by: 'sam_nguyen',
            after: 12,
            text: 'Appreciate the honest answer. Please also put it in the app next time.',
          },
        ],
      },
      {
        by: 'aisha_rahman',
        after: 60,
        text: '@rivertown_transit And when a bus is skipped, the next one is often without a ramp. That is 50 minutes for me.',
        likes: ['sam_nguyen', 'hannah_berg'],
      },
    ],
  },
  {
    by: 'hannah_berg',
    ago: 141,
    text: '@rivertown are the library hours on the website right? It says closed on Sunday, the door says 12 to 5.',
    replies: [
      {
        by: 'rivertown',
        after: 70,
        text: 'The door is right: Sundays 12 to 5 since this month. We have corrected the website. Thank you for noticing!',
        likes: ['hannah_berg'],
      },
    ],
  },
  {
    by: 'rivertown',
    ago: 128,
    text: 'Water main work on Tuesday, 9 am to 3 pm: Elm Street between 2nd and 6th has no water. Fill a few bottles before. Water may look cloudy afterwards; run the cold tap for five minutes.',
    likes: ['hannah_berg'],
    boosts: ['linda_chen', 'dev_patel'],
    replies: [
      {
        by: 'linda_chen',
        after: 20,
        text: 'Does this include the school on Elm and 3rd? We have 240 children at lunch.',
        likes: ['maria_lopez'],
      },
      { by: 'dev_patel', after: 48, text: 'I bake on Elm until noon. Is there any chance to start at ten?' },
      { by: 'rose_dubois', after: 88, text: 'Thank you for the notice well ahead this time.' },
    ],
  },
  {
    by: 'aisha_rahman',
    ago: 119,
    text: '@rivertown the kerb ramp at Oak and 7th is blocked by a construction barrier. I had to roll in the traffic lane. This is dangerous.',
    picture: ['kerb', 'A red barrier stands in front of a lowered kerb at a pedestrian crossing.'],
    likes: ['james_okafor', 'linda_chen', 'neda_moradi'],
    boosts: ['neda_moradi', 'hannah_berg'],
    replies: [
      {
        by: 'rivertown',
        after: 22,
        text: 'This must not happen and we are sorry. An inspector is on the way; the contractor has to open a safe passage today.',
      },
      { by: 'james_okafor', after: 45, text: '@rivertown Same contractor, same problem on Oak and 5th last month.' },
    ],
  },
  {
    by: 'tom_whitaker',
    ago: 112,
    text: '@rivertown when does the public comment period for the Old Harbor plan end? The letter says the 14th, the site says the 16th.',
    replies: [
      {
        by: 'rivertown',
        after: 180,
        text: 'It is the 16th at midnight. Letters that arrive by mail until the 18th count too.',
      },
    ],
  },
  {
    by: 'rose_dubois',
    ago: 104,
    text: '@rivertown_parks a large branch came down over the river trail near the boathouse. Nobody hurt, but cyclists come fast around that corner.',
    picture: ['tree', 'A fallen tree lies across a footpath in a park.'],
    likes: ['james_okafor'],
    replies: [
      {
        by: 'rivertown_parks',
        after: 31,
        text: 'Thank you Rose. The trail is closed there until we have cleared it, about two hours.',
        replies: [
          {
            by: 'rose_dubois',
            after: 150,
            text: 'Cleared and swept already. Could the old oak beside it be looked at as well?',
          },
        ],
      },
    ],
  },
  {
    by: 'rivertown_parks',
    ago: 97,
    text: 'The lantern festival lights the river walk this Saturday from 6 pm. Free, rain or shine. Lanterns are made by 14 school classes. #LanternFestival',
    picture: ['lanterns', 'Orange and red paper lanterns on strings above a dark river in the evening.'],
    likes: ['linda_chen', 'maria_lopez', 'sara_ahmadi', 'maryam_jafari', 'hannah_berg', 'rose_dubois'],
    boosts: ['linda_chen', 'sara_ahmadi'],
    replies: [
      {
        by: 'linda_chen',
        after: 17,
        text: 'My class made 31 of them. They talk about nothing else!',
        likes: ['rivertown_parks', 'maria_lopez'],
      },
      { by: 'aisha_rahman', after: 65, text: 'Is the whole river walk step-free, including the part by the old mill?' },
      { by: 'sam_nguyen', after: 140, text: 'Do buses run later that evening?' },
    ],
  },
  {
    by: 'james_okafor',
    ago: 88,
    text: '@rivertown why do the new bike racks at City Hall face the wall? You cannot lock a frame to them.',
    likes: ['neda_moradi', 'sam_nguyen'],
  },
  {
    by: 'maria_lopez',
    ago: 79,
    text: '@rivertown how do I get a permit for a block party on Mill Street in June? The form ends with an error after the third page.',
    replies: [
      {
        by: 'rivertown',
        after: 120,
        text: 'We found the error and it is fixed. Your entries were kept: please open the form again. A permit takes about ten days.',
      },
      {
        by: 'tom_whitaker',
        after: 200,
        text: 'If you need tables and a tent, our association lends both for free.',
        likes: ['maria_lopez'],
      },
    ],
  },
];
