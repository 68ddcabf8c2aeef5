/** Country of a phone number by its E.164 prefix, if the prefix determines it (ITU-T E.164 country codes, 2026). */

/**
 * Prefix and ISO country. Of countries that share a code and a clock, the larger is listed. Left out because the prefix
 * alone does not determine the zone: 262 (Réunion, Mayotte), 672 other than Norfolk Island, satellite and freephone codes,
 * and +1 of the United States and Canada, whose 400 area codes would need a maintained table (see ADR 0012).
 */
const prefixes =
  '20EG27ZA30GR31NL32BE33FR34ES36HU39IT40RO41CH43AT44GB45DK46SE47NO48PL49DE51PE52MX53CU54AR55BR56CL57CO58VE60MY' +
  '61AU62ID63PH64NZ65SG66TH7RU76KZ77KZ81JP82KR84VN86CN90TR91IN92PK93AF94LK95MM98IR211SS212MA213DZ216TN218LY220GM' +
  '221SN222MR223ML224GN225CI226BF227NE228TG229BJ230MU231LR232SL233GH234NG235TD236CF237CM238CV239ST240GQ241GA' +
  '242CG243CD244AO245GW246IO247AC248SC249SD250RW251ET252SO253DJ254KE255TZ256UG257BI258MZ260ZM261MG263ZW264NA' +
  '265MW266LS267BW268SZ269KM290SH291ER297AW298FO299GL350GI351PT352LU353IE354IS355AL356MT357CY358FI359BG370LT' +
  '371LV372EE373MD374AM375BY376AD377MC378SM380UA381RS382ME383XK385HR386SI387BA389MK420CZ421SK423LI500FK501BZ' +
  '502GT503SV504HN505NI506CR507PA508PM509HT590GP591BO592GY593EC594GF595PY596MQ597SR598UY599CW670TL6723NF673BN' +
  '674NR675PG676TO677SB678VU679FJ680PW681WF682CK683NU685WS686KI687NC688TV689PF690TK691FM692MH850KP852HK853MO' +
  '855KH856LA880BD886TW960MV961LB962JO963SY964IQ965KW966SA967YE968OM970PS971AE972IL973BH974QA975BT976MN977NP' +
  '992TJ993TM994AZ995GE996KG998UZ' +
  // North American numbers outside the United States' states and Canada.
  '1242BS1246BB1264AI1268AG1284VG1340VI1345KY1441BM1473GD1649TC1658JM1664MS1670MP1671GU1684AS1721SX1758LC1767DM' +
  '1784VC1787PR1809DO1829DO1849DO1868TT1869KN1876JM1939PR';

/** No prefix above is longer. */
const longestCode = 4;

let countries: ReadonlyMap<string, string> | undefined;

/**
 * Countries a number (`+393331234567`) can be in: one, none when the prefix does not determine it, or US and CA for
 * the rest of +1.
 */
export function findCountries(phone: string): readonly string[] {
  countries ??= readPrefixes();
  for (let length = longestCode; length > 0; length--) {
    const country = countries.get(phone.slice(1, 1 + length));
    if (country !== undefined) return [country];
  }
  return phone.startsWith('+1') ? ['US', 'CA'] : [];
}

/** Whether a prefix determines this ISO country. */
export function hasCallingCode(country: string): boolean {
  countries ??= readPrefixes();
  return new Set(countries.values()).has(country);
}

function readPrefixes(): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const [, digits = '', country = ''] of prefixes.matchAll(/(\d+)([A-Z]+)/g)) read.set(digits, country);
  return read;
}
