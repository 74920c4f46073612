import { StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { type ReportPage, reportPlace } from '../../src/report/report-html.ts';
import { theme } from '../src/components/layout/theme.tsx';
import { ReportView } from './report-view.tsx';
import './report.css';

theme.apply(theme.chosen());
printInLight();
const place = document.getElementById('page');
// Written by `reportHtml`, which takes this type.
const report = JSON.parse(document.getElementById(reportPlace)?.textContent ?? 'null') as ReportPage | null;
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      {report === null ? (
        <p>This page holds no report: make one with hvsb report.</p>
      ) : (
        <ReportView report={report} />
      )}
    </StrictMode>,
  );
}

/** Paper is white: figures, too, are drawn again for it. */
function printInLight(): void {
  let chosen = theme.chosen();
  addEventListener('beforeprint', () => {
    chosen = theme.chosen();
    flushSync(() => theme.apply('light'));
  });
  addEventListener('afterprint', () => theme.apply(chosen));
}
