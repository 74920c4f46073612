import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { takeToken } from './take-token.ts';
import { theme } from './theme.ts';
import './styles/index.css';

theme.apply(theme.chosen());
const token = takeToken();
const place = document.getElementById('page');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App token={token} />
    </StrictMode>,
  );
}
