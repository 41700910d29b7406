import { createContext, useContext } from 'react';
import { en, type Messages } from './en';

export const MessagesContext = createContext<Messages>(en);

export const useMessages = (): Messages => useContext(MessagesContext);

const grouped = new Intl.NumberFormat('en');

/** A count with its thousands apart. */
export const formatCount = (count: number): string => grouped.format(count);
