// What the guided tour says at which part of the page.
import {isAboutDistances} from './task.js';

/** @typedef {{at: string, title: string, text: string}} Stop at: an element's id */

/** What every run has. @type {Stop[]} */
const kCommon = [
  {
    at: 'controls',
    title: 'Take it in hand',
    text: 'With the operator’s token you can slow it down until you see single messages, pause and go step by step, or freeze Alice and Bob and give a fresh Eve all the time she wants.',
  },
  {
    at: 'sessions',
    title: 'Runs of before',
    text: 'Recorded runs can be replayed at any speed and laid over this one. The address of this page always leads back to what you are looking at. And remember: a demonstration, not secure cryptography.',
  },
];

/** Where messages are bits. @type {Stop[]} */
const kBits = [
  {
    at: 'wire',
    title: 'Three programs on a line',
    text: 'Alice sends numbers through the relay to Bob. Eve gets a copy of each, but no key. Bob answers with what Alice could do better; then all three learn a little. That is one step, and there are thousands in a second.',
  },
  {
    at: 'curves',
    title: 'Who reads how much',
    text: 'Each line says how many bits of a message are read wrong. Half of them wrong is what tossing coins gives: there everybody starts. Bob’s line should fall to zero, Eve’s should stay where it is.',
  },
  {
    at: 'verdict',
    title: 'The verdict',
    text: 'Eve fails when Bob reads nearly everything and she does as badly as a coin, over many rounds on end. Here you read whether that is so now, since when, and whether a simpler reader does better than she: then the secret is hollow.',
  },
  {
    at: 'say',
    title: 'Say something',
    text: 'A message of your own goes through the same networks. Early on Bob reads gibberish, and some seconds later he reads you. Eve keeps guessing; what she gets wrong is underlined.',
  },
  {
    at: 'ciphertext',
    title: 'What Eve hears',
    text: 'This is all she gets: one row of numbers for each message. In the paper’s game they are mostly key, with the message in their fine digits; in a sealed session they are −1 or 1 and have no fine digits.',
  },
  {
    at: 'sensitivity',
    title: 'What the cipher is made of',
    text: 'A coloured cell is a number of the ciphertext that changes when one bit of the message or of the key is flipped. Where each number has one strong cell above and one below, it is a message bit times a key bit: a one-time pad.',
  },
  {
    at: 'audit',
    title: 'What the secret is worth',
    text: 'In an audit fresh attackers without the key learn to read what Alice sends, and are judged on messages that they have not seen. Where one of them reads, the secret is hollow, however badly Eve does.',
  },
  ...kCommon,
];

/** Where estimates of numbers are told. @type {Stop[]} */
const kDistances = [
  {
    at: 'wire',
    title: 'One thing said aloud, one in cipher',
    text: 'Of every example Alice sends an estimate that all may hear, and a ciphertext for Bob, who has the key. Eve gets a copy of both. Then all three learn a little. That is one step, and there are hundreds in a second.',
  },
  {
    at: 'curves',
    title: 'How far each is from the truth',
    text: 'Bob’s line and that of the public estimate should fall to what is possible, dashed. Eve’s should stay where she would be without any message. The public one cannot fall all the way: near the best it gives away what is to be hidden.',
  },
  {
    at: 'frontier',
    title: 'What telling costs',
    text: 'The curve is the best that is possible together: the more is told, the nearer a good listener comes to what is to be hidden. The dot is this run. It begins at knowing nothing, and the closer it gets to the curve the less is wasted.',
  },
  {
    at: 'guesses',
    title: 'What Eve makes of it',
    text: 'A dot is an example: across what is hidden, up what Eve takes it for. As long as the cloud lies level she knows nothing; where it leans along the dashed line, she has learned.',
  },
  ...kCommon,
];

/** @param {import('../net/messages.js').TaskInfo} task */
export const stopsOf = (task) => (isAboutDistances(task) ? kDistances : kBits);
