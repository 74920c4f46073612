/** The places of the page of a study, in groups. */
export const places = [
  {
    group: 'Findings',
    places: [
      { to: '/', name: 'Overview' },
      { to: '/types', name: 'Scenario types' },
      { to: '/attacks', name: 'Attacks' },
      { to: '/consistency', name: 'Consistency' },
      { to: '/explanations', name: 'Explanations' },
    ],
  },
  {
    group: 'Data',
    places: [
      { to: '/scenarios', name: 'Scenarios' },
      { to: '/runs', name: 'Runs' },
    ],
  },
  {
    group: 'People',
    places: [
      { to: '/rate', name: 'Rate' },
      { to: '/agreement', name: 'Agreement' },
      { to: '/differences', name: 'Differences' },
    ],
  },
] as const;
