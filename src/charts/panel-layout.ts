/** Where the panels of a figure lie, in CSS pixels. */
export interface PanelLayout {
  readonly boxes: readonly PanelBox[];
  readonly height: number;
}

export interface PanelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether the panel stands first in its line, where the labels of rows are. */
  readonly first: boolean;
}

export interface PanelWishes {
  readonly count: number;
  readonly width: number;
  /** Of one panel's plot, without title and axis. */
  readonly height: number;
  /** Room at the left of each line of panels. */
  readonly labelWidth: number;
  /** Room above the first line, for a legend. */
  readonly above: number;
  readonly narrowest: number;
}

const gap = 34;
const titleHeight = 30;
const axisHeight = 44;
const widest = 560;

/** Panels side by side, as many as fit, in lines. */
export function panelLayout({
  count,
  width,
  height,
  labelWidth,
  above,
  narrowest,
}: PanelWishes): PanelLayout {
  const room = width - labelWidth - gap;
  const columns = Math.max(1, Math.min(count, Math.floor((room + gap) / (narrowest + gap))));
  const panelWidth = Math.min(widest, (room - gap * (columns - 1)) / columns);
  const lineHeight = titleHeight + height + axisHeight;
  return {
    boxes: Array.from({ length: count }, (_, i) => ({
      left: labelWidth + (i % columns) * (panelWidth + gap),
      top: above + titleHeight + Math.floor(i / columns) * lineHeight,
      width: panelWidth,
      height,
      first: i % columns === 0,
    })),
    height: above + Math.ceil(count / columns) * lineHeight + 4,
  };
}
