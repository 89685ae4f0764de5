import { RequestError } from '../../domain/errors.ts'
import { operatorNameKey } from '../../domain/operator.ts'

export const shortestPassword = 12
export const longestPassword = 256

/** Of those that are long enough, what is found most often where passwords have got out. */
const common = new Set([
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789012345',
  '1234567890123456',
  '12345678900987654321',
  '012345678901',
  '098765432109',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t6y7u',
  '1q2w3e4r5t6y7u8i',
  '1qaz2wsx3edc',
  '1qaz2wsx3edc4rfv',
  '1qazxsw23edc',
  'a1b2c3d4e5f6',
  'abc123abc123',
  'abcdefghijkl',
  'abcdefghijklm',
  'abcdefghijklmnop',
  'abcdefghijklmnopqrstuvwxyz',
  'administrator',
  'administrator1',
  'administrator123',
  'adminpassword',
  'admin1234567',
  'admin12345678',
  'admin123456789',
  'asdfghjkl123',
  'asdfghjklzxc',
  'asdfghjklqwerty',
  'changemenow1',
  'changeme1234',
  'changeme12345',
  'correct horse battery staple',
  'correcthorsebatterystaple',
  'defaultpassword',
  'football1234',
  'helloworld12',
  'helloworld123',
  'iloveyou1234',
  'iloveyou12345',
  'letmein12345',
  'letmein123456',
  'letmeinplease',
  'mypassword12',
  'mypassword123',
  'newpassword1',
  'newpassword123',
  'onetwothreefour',
  'p@ssw0rd1234',
  'p@ssword1234',
  'passw0rd1234',
  'password1234',
  'password12345',
  'password123456',
  'password1234567',
  'password12345678',
  'password123456789',
  'passwordpassword',
  'posthorn1234',
  'posthorn12345',
  'posthorn123456',
  'posthornadmin',
  'posthornpassword',
  'q1w2e3r4t5y6',
  'q1w2e3r4t5y6u7i8',
  'qazwsxedcrfv',
  'qazwsxedcrfvtgb',
  'qwerty123456',
  'qwerty1234567',
  'qwerty12345678',
  'qwerty123456789',
  'qwertyqwerty',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiop1234',
  'qwertyuiopasdf',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
  'secretpassword',
  'superman1234',
  'superpassword',
  'testpassword',
  'testpassword1',
  'thisisapassword',
  'thisismypassword',
  'trustno1trustno1',
  'verysecretpassword',
  'welcome12345',
  'welcome123456',
  'welcomewelcome',
  'zaq12wsxcde3',
  'zaq1zaq1zaq1',
  'zxcvbnm12345',
  'zxcvbnmasdfghjkl',
])

/** A few characters over and over, whichever they are: `aaaaaaaaaaaa`, `abcabcabcabc`. */
const repeated = /^(.{1,4}?)\1+$/su

/** Throws `validation_error`. Length and likelihood are asked for, not letters of several kinds. */
export function assertGoodPassword(password: string, name: string): void {
  const { length } = Array.from(password)
  if (length < shortestPassword) {
    throw refused(`has to have at least ${shortestPassword} characters`)
  }
  if (length > longestPassword) {
    throw refused(`has to have at most ${longestPassword} characters`)
  }
  const key = operatorNameKey(password)
  if (key === operatorNameKey(name)) throw refused('has to differ from the name')
  if (common.has(key) || repeated.test(key)) {
    throw refused('is one of those that are guessed first: choose another')
  }
}

function refused(problem: string): RequestError {
  return new RequestError('validation_error', `\`password\` ${problem}.`, { field: 'password' })
}
