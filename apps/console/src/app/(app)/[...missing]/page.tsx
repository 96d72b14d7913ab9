import { notFound } from 'next/navigation';

/** Any address that is no page: said inside the shell. */
export default function Missing(): never {
  notFound();
}
