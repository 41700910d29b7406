/** The console's own icons, on a grid of 16; decoration, since a word stands beside each. */
const paths = {
  completed: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.4 5-4.1 4.6-2.6-2.4.9-1 1.6 1.5L10.3 5l1.1 1Z',
  failed: 'M2 2h12v12H2V2Zm3 2L4 5l3 3-3 3 1 1 3-3 3 3 1-1-3-3 3-3-1-1-3 3-3-3Z',
  running: 'M3 1.5 14 8 3 14.5v-13Z',
  waiting: 'M3 2h4v12H3V2Zm6 0h4v12H9V2Z',
  pending: 'M8 1.5A6.5 6.5 0 1 0 8 14.500 6.500 6.500 0 0 0 8 1.5Zm0 1.500a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z',
  cancelled: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.500c1.200 0 2.300.400 3.200 1L3.500 11.200A5.500 5.500 0 0 1 8 2.500Zm0 11c-1.200 0-2.300-.400-3.200-1l7.700-7.700A5.500 5.500 0 0 1 8 13.500Z',
  unknown: 'M8 .5 15.500 8 8 15.500.5 8 8 .5Zm0 2L2.500 8 8 13.500 13.500 8 8 2.500ZM7.200 10.500h1.600V12H7.200v-1.500Zm0-5.700h1.600v4.500H7.200V4.800Z',
  skipped: 'M2 7h3v2H2V7Zm4.500 0h3v2h-3V7ZM11 7h3v2h-3V7Z',
  idle: 'M2 7h3v2H2V7Zm4.500 0h3v2h-3V7ZM11 7h3v2h-3V7Z',
  up: 'M8 3 14 11H2L8 3Z',
  copy: 'M5 1h8a1 1 0 0 1 1 1v9h-1.500V2.500H5V1ZM3 4h7a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm.5 1.500v8h6v-8h-6Z',
  trigger: 'M9 1 3 9h4l-1 6 7-9H8.500L9 1Z',
  executor: 'M5 3 1 6l4 3V7h7V5H5V3Zm6 4v2H4v2h7v2l4-3-4-3Z',
  conditional: 'M8 1l7 7-7 7-7-7 7-7Zm0 2.200L3.200 8 8 12.800 12.800 8 8 3.200Z',
  action: 'M2 3h12v10H2V3Zm1.500 1.500v7h9v-7h-9Z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path fill="currentColor" fillRule="evenodd" d={paths[name]} />
    </svg>
  );
}

/** The icon of a node's type; an unknown type is drawn as an action. */
export function nodeIcon(type: string): IconName {
  return type === 'trigger' || type === 'executor' || type === 'conditional' ? type : 'action';
}
