// The passwords tried first by everybody, and the stems people build "their" password from. Lower case, no accents.
export const commonPasswords: ReadonlySet<string> = new Set(
  `123456 123456789 12345678 1234567 12345 1234567890 123123 111111 000000 654321 666666 121212 112233 987654321 password
  password1 passw0rd motdepasse motdepasse1 azerty azertyuiop azerty123 qwerty qwertyuiop qwerty123 qwertz qwertzuiop
  1q2w3e4r 1q2w3e 1qaz2wsx abc123 abcdef iloveyou jetaime letmein welcome bienvenue bonjour bonsoir salut hello admin
  administrator administrateur root toor login master monkey dragon football baseball basketball superman batman shadow
  sunshine soleil princess princesse chocolat chocolate doudou loulou marseille paris france london liverpool chelsea
  arsenal nicolas camille julien thomas maxime charlie michael michelle jessica jordan daniel ashley hunter ranger
  trustno1 starwars pokemon naruto minecraft fortnite computer internet google facebook whatever freedom secret secrete
  test test123 changeme default guest user mustang corvette ferrari porsche mercedes killer pepper ginger cookie summer
  winter spring autumn vacances famille maman papa chouchou coucou cheval chaton biscuit vanille fraise malleposte
  correcthorsebatterystaple`
    .split(/\s+/)
    .filter(Boolean),
);
