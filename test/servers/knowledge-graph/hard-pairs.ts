/** Names that look like one thing and are two. */
export interface HardPairs {
  what: string;
  /** The type that both are stated with; without one, they come without. */
  type?: string;
  pairs: readonly (readonly [string, string])[];
}

const group = (what: string, pairs: string, type?: string): HardPairs => ({
  what,
  ...(type !== undefined && { type }),
  pairs: pairs
    .split(/[;\n]/)
    .map((pair) => pair.split('|').map((name) => name.trim()))
    .flatMap(([a, b]) => (a && b ? [[a, b] as const] : [])),
});

/** Written for this suite. Each pair is two things that exist, or could stand side by side in one graph. */
export const HARD_PAIRS: readonly HardPairs[] = [
  group(
    'versions',
    `Python 2.7 | Python 3.7; Python 3.1 | Python 3.11; Python 3.10 | Python 3.1; Node.js 22 | Node.js 24
    GPT-4 | GPT-4o; GPT-4.1 | GPT-41; GPT-3.5 | GPT-4.5; Llama 3.1 | Llama 3.2; Claude 3 Opus | Claude 4 Opus
    Claude Opus 4 | Claude Sonnet 4; HTTP/1.1 | HTTP/2; TLS 1.2 | TLS 1.3; USB 3.0 | USB 2.0; Bluetooth 5.0 | Bluetooth 5.2
    PostgreSQL 15 | PostgreSQL 16; Ubuntu 22.04 | Ubuntu 24.04; Ubuntu 20.04 | Ubuntu 20.10; Windows 10 | Windows 11
    Windows 98 SE | Windows 98; iOS 17 | iOS 18; Android 13 | Android 14; Java 8 | Java 18; C++11 | C++17; ES5 | ES6
    v1.2.3 | v1.2.4; v1.2.3 | v1.23; v2.0.0-rc.1 | v2.0.0-rc.2; release 1.0.0-alpha | release 1.0.0-beta
    React 17 | React 18; Vue 2 | Vue 3; Angular 1 | Angular 11; Kubernetes 1.29 | Kubernetes 1.30; OpenSSL 1.1.1 | OpenSSL 1.1.1a
    HTML 4 | HTML 5; CSS 2.1 | CSS 21; Debian 11 | Debian 12; SHA-1 | SHA-2; SHA-256 | SHA-512; MD4 | MD5
    IPv4 | IPv6; PCIe 4.0 | PCIe 5.0; DDR4 | DDR5; Wi-Fi 6 | Wi-Fi 6E; ISO 9001 | ISO 9000; RFC 2821 | RFC 2822
    UTF-8 | UTF-16; Base32 | Base64; MP3 | MP4; Go 1.2 | Go 1.20; Qwen 2 7B | Qwen 2 72B; v1 | v2; API v1 | API v2`,
  ),
  group(
    'years and seasons',
    `2019 Annual Report | 2020 Annual Report; FIFA World Cup 2018 | FIFA World Cup 2022; Euro 2020 | Euro 2024
    Budget 2023 | Budget 2024; 2012 Summer Olympics | 2012 Winter Olympics; 2008 Summer Olympics | 2012 Summer Olympics
    1996 NBA draft | 1997 NBA draft; 2015–16 Premier League | 2016–17 Premier League; Class of 1998 | Class of 1999
    Q1 2024 | Q2 2024; Q3 2023 | Q3 2024; 1812 | 1821; FY2022 | FY2023; SIGGRAPH 2019 | SIGGRAPH 2021
    Hurricane season 2004 | Hurricane season 2005; 1916 United States presidential election | 1920 United States presidential election
    2010 Eyjafjallajökull eruption | 2010 Merapi eruption; Tax Act 1986 | Tax Act 1968; 1984 | 1948; 1990s | 1980s`,
  ),
  group(
    'dates and times',
    `2020-01-12 | 2020-11-2; 2020-01-12 | 2020-01-21; 11 September 2001 | 9 November 2001; May 4 | May 14; 4 May | 4 March
    January 1 | January 11; Monday standup | Tuesday standup; Spring Festival | Summer Festival; 10:30 | 10:03; 1:15 | 11:5
    June 1967 | July 1967; Week 1 | Week 11; Day 2 | Day 3; 16:9 | 169; Black Friday | Good Friday; Ash Wednesday | Ash Monday
    5 pm meeting | 6 pm meeting; 12/11/2020 | 11/12/2020; 2021-W05 | 2021-W06; March on Washington | May on Washington`,
  ),
  group(
    'ordinals',
    `7th congressional district | 8th congressional district; 26th Chess Olympiad | 6th Chess Olympiad; First Avenue | Second Avenue
    First World War | Second World War; 1st Infantry Division | 1st Armored Division; 42nd Street | 43rd Street
    Third Reich | Second Reich; 5th Symphony | 9th Symphony; 19th century | 20th century; Fifth Amendment | First Amendment
    Tenth Doctor | Eleventh Doctor; 101st Airborne Division | 82nd Airborne Division; Fourth Crusade | Fifth Crusade
    First Lady | Second Lady; 1st Quarter | 3rd Quarter; 3rd Rock | 3rd Wave; 21st Amendment | 18th Amendment
    Sixth Sense | Seventh Sense; First Bank of Ohio | Third Bank of Ohio; 12th grade | 2th grade`,
  ),
  group(
    'numerals of rulers and popes',
    `Louis XIV | Louis XVI; Louis XV | Louis XIV; Henry VIII | Henry VII; Elizabeth I | Elizabeth II; Charles II | Charles III
    John Paul I | John Paul II; Pius XI | Pius XII; Karel Komzák II | Karel Komzák III; Ramesses II | Ramesses III
    Frederick I | Frederick II; Richard II | Richard III; William III | William IV; Napoleon I | Napoleon III
    Catherine I | Catherine II; Nicholas I | Nicholas II; Ptolemy V | Ptolemy VI; George V | George VI; James I | James II
    Benedict XV | Benedict XVI; Philip II | Philip IV; Edward VII | Edward VIII; Sigismund I | Sigismund III`,
    'person',
  ),
  group(
    'films and sequels',
    `Rocky II | Rocky III; Rocky | Rocky II; The Godfather | The Godfather Part II; Toy Story 2 | Toy Story 3; Alien | Aliens
    The Batman | Batman; The Suicide Squad | Suicide Squad; The Predator | Predator; The Thing | Thing; The Wolverine | Wolverine
    Monsters, Inc. | Monsters; mother! | Mother; Dune: Part One | Dune: Part Two; Kill Bill: Volume 1 | Kill Bill: Volume 2
    Blade Runner | Blade Runner 2049; Halloween II | Halloween III; Shrek | Shrek 2; Airplane! | Airplane
    Se7en | Seven; Super 8 | Super 9; District 9 | District 13; Ocean's Eleven | Ocean's Twelve; Ocean's 8 | Ocean's 11
    The Matrix Reloaded | The Matrix Revolutions; Before Sunrise | Before Sunset; Star Trek II | Star Trek III
    Star Wars: Episode IV | Star Wars: Episode VI; X-Men | X-Men 2; Terminator | Terminator 2; Jaws 2 | Jaws 3
    The Purge | Purge; The Crow | Crow; The Fog | Fog; Lady Bird | Ladybird; Under World | Underworld; Bad Boys | Bad Boys II
    It | It Chapter Two; Psycho | Psycho II; 28 Days Later | 28 Weeks Later; 12 Monkeys | 13 Monkeys; Saw IV | Saw VI
    The Mummy | The Mummy Returns; Red | Red 2; RED | Reds; Thirteen | Thirteen Days; The Ring | Ring; Ted | Ted 2`,
    'film',
  ),
  group(
    'books, songs, games, episodes',
    `Symphony No. 5 | Symphony No. 9; Piano Sonata No. 14 | Piano Sonata No. 15; Prelude in C major | Prelude in C minor
    Chapter 1 | Chapter 11; Henry IV, Part 1 | Henry IV, Part 2; Final Fantasy VII | Final Fantasy VIII; FIFA 22 | FIFA 23
    Grand Theft Auto IV | Grand Theft Auto V; Half-Life | Half-Life 2; Portal | Portal 2; Doom | Doom II; Quake III | Quake IV
    Season 1 | Season 2; Love Story | Love Stories; Nocturne in E-flat major | Nocturne in D-flat major; 1989 | 1984
    Chicago V | Chicago VI; Led Zeppelin II | Led Zeppelin III; Volume 3 | Volume 13; Hell | He'll; Ill | I'll; Were | We're
    The Wall | Wall; Help! | Help; Blackbird | Black Bird; Yellow Submarine | Blue Submarine; Paint It Black | Paint It Red
    Age of Empires II | Age of Empires III; Civilization V | Civilization VI; Fallout 3 | Fallout 4; Hotel California | Motel California`,
    'work',
  ),
  group(
    'siblings and surnames',
    `Jake Gyllenhaal | Maggie Gyllenhaal; Serena Williams | Venus Williams; Wilbur Wright | Orville Wright; Bill Clinton | Hillary Clinton
    Charlotte Brontë | Emily Brontë; Anne Brontë | Emily Brontë; Jacob Grimm | Wilhelm Grimm; Joel Coen | Ethan Coen
    Luke Wilson | Owen Wilson; Ben Affleck | Casey Affleck; Venus Smith | Vernon Smith; John Adams | John Quincy Adams
    John F. Kennedy | Robert F. Kennedy; Ted Kennedy | Ned Kennedy; Marie Curie | Pierre Curie; Irène Joliot-Curie | Frédéric Joliot-Curie
    Heinrich Mann | Thomas Mann; Klaus Mann | Golo Mann; Niels Bohr | Aage Bohr; William Bragg | Lawrence Bragg
    Jack Dempsey | Tom Dempsey; Michael Jackson | Janet Jackson; Michael Jackson | Michael B. Jackson; Michael Jordan | Michael B. Jordan
    Paris Hilton | Nicky Hilton; Kim Kardashian | Khloé Kardashian; Mary-Kate Olsen | Ashley Olsen; Liam Gallagher | Noel Gallagher
    Donald Glover | Danny Glover; Chris Evans | Chris Pratt; Anna Karenina | Anna Kournikova; Johann Strauss I | Johann Strauss II
    Johann Strauss | Richard Strauss; Samuel Coleridge-Taylor | Samuel Taylor Coleridge; Tim Burton | Richard Burton
    Jane Austen | Jane Austin; Katherine Hepburn | Audrey Hepburn; Kate Middleton | Pippa Middleton; J. Smith | K. Smith
    Vitali Klitschko | Wladimir Klitschko; Ana Ivanovic | Anna Ivanova; Magnus Carlsen | Henrik Carlsen; Otto Hahn | Hilde Hahn
    Mary Ann Evans | Maryann Evans; Jo Anne Worley | Joanne Worley; Rose Mary Woods | Rosemary Woods; Al Bert | Albert`,
    'person',
  ),
  group(
    'one name, another generation, title or gender',
    `George W. Bush | George H. W. Bush; Martin Luther | Martin Luther King; Martin Luther King Sr. | Martin Luther King Jr.
    Robert Downey Sr. | Robert Downey Jr.; Alexandre Dumas père | Alexandre Dumas fils; Pliny the Elder | Pliny the Younger
    Hank Williams | Hank Williams Jr.; Cuba Gooding Sr. | Cuba Gooding Jr.; Pieter Bruegel the Elder | Pieter Bruegel the Younger
    Mr. Smith | Mrs. Smith; Mr. Bennet | Miss Bennet; Prince William | Princess William; King Mary | Queen Mary; Duke of Kent | Duchess of Kent
    Lord Macbeth | Lady Macbeth; Emperor Wu | Empress Wu; Saint Paul | Paul; Sir Elton | Dame Elton; Herr Schmidt | Frau Schmidt
    Cato the Elder | Cato the Younger; Holbein the Elder | Holbein the Younger; Oliver Wendell Holmes Sr. | Oliver Wendell Holmes Jr.
    Count Orlok | Countess Orlok; Uncle Sam | Sam; Brother Francis | Sister Francis; Don Diego | Doña Diego; The Edge | Edge; The Rock | Rock
    Lloyd Bridges | Lloyd's Bridges; John Smith (poet) | John Smith (explorer); John Smith | John Smith (explorer); Vice President Cheney | President Cheney
    Deputy Director Lee | Director Lee; Acting Secretary Hale | Secretary Hale; former CEO Kay | CEO Kay`,
    'person',
  ),
  group(
    'directions and parts of places',
    `North Korea | South Korea; East Timor | West Timor; East Germany | West Germany; North Carolina | South Carolina
    Virginia | West Virginia; North Dakota | South Dakota; New South Wales | South Wales; Upper Egypt | Lower Egypt
    Northern Ireland | Ireland; East London | West London; South Sudan | Sudan; Inner Mongolia | Outer Mongolia; Upper Austria | Lower Austria
    Northern Cyprus | Cyprus; North Macedonia | Macedonia; Equatorial Guinea | Guinea; Guinea | Guinea-Bissau; Papua | Papua New Guinea
    Niger | Nigeria; Austria | Australia; Slovakia | Slovenia; Iran | Iraq; Dominica | Dominican Republic; Mali | Malawi; Mauritius | Mauritania
    Congo-Kinshasa | Congo-Brazzaville; North Hampton | Northampton; East Hampton | Easthampton; South Hampton | Southampton
    New Castle | Newcastle; New Port | Newport; York | New York; Jersey | New Jersey; Mexico | New Mexico; England | New England
    St. John's | St. John; St. Paul | St. Peter; Saint Petersburg (Florida) | Saint Petersburg (Russia); Paris (Texas) | Paris (France); Paris | Paris (Texas)
    Paris, Texas | Paris, France; Portland, Oregon | Portland, Maine; Springfield, Illinois | Springfield, Missouri; Cambridge, Massachusetts | Cambridge, England
    Kansas City, Missouri | Kansas City, Kansas; Georgia, USA | Georgia; Washington, D.C. | Washington; Vancouver, Washington | Vancouver, British Columbia
    Great Britain | Little Britain; Lesser Antilles | Greater Antilles; Bergen | Bergamo; Frankfurt am Main | Frankfurt an der Oder
    Basel-Stadt | Basel-Landschaft; Lake Victoria | Victoria; Mount Vernon | Vernon; Isle of Man | Man; Little Rock | Rock; Kings Cross | Kings Crossing`,
    'place',
  ),
  group(
    'streets and roads',
    `Main Street | Main Road; High Street 5 | High Street 15; Oak Avenue | Oak Drive; Elm Street | Elm Court; Route 66 | Route 60
    Interstate 5 | Interstate 15; Interstate 95 | Interstate 59; A1 motorway | A11 motorway; M4 | M40; M25 motorway | M26 motorway
    State Route 1 1 | State Route 11; Highway 61 | Highway 101; Park Avenue | Park Lane; Baker Street | Bakery Street; Gate B12 | Gate B21
    US Route 1 | US Route 9; County Road 7 | County Road 17; E 42nd Street | W 42nd Street; Pier 39 | Pier 93; Exit 4 | Exit 4A
    Regent Street | Regent's Park; Abbey Road | Abbey Street; 10 Downing Street | 11 Downing Street; Terminal 1 | Terminal 2; Platform 9 | Platform 10`,
    'place',
  ),
  group(
    'packages, files and repositories',
    `@babel/core | @jest/core; @a/x | @b/x; @types/node | node; @vue/compiler-core | @vue/compiler-dom; react | react-dom; react | preact
    react-router | react-router-dom; lodash | lodash-es; lodash.get | lodash-get; string_decoder | string-decoder; eslint | tslint
    vite | vitest; jest | jest-cli; webpack | webpack-cli; express | express-session; core-js | core-js-pure; x-core | x; x-api | x-cli
    babel-loader | babel-core; JSONStream | jsonstream; Makefile | makefile; index.ts | index.js; index.ts | index.tsx; foo_bar | foo-bar
    src/a/index.ts | src/b/index.ts; octo/app | hexa/app; octo/app | octo/app-server; types-requests | requests; requests | request
    mysql | mysql2; mysql2 | sqlite3; pg | pg-promise; boto | boto3; urllib2 | urllib3; python-dateutil | dateutil; log4j | log4net
    jquery | jquery-ui; utf8 | utf-8; base64 | base-64; is-odd | is-even; left-pad | right-pad; rxjs | rx.js; node-fetch | fetch
    user.service.ts | users.service.ts; test_a.py | test_b.py; v1/users | v2/users; getUser | getUsers; getX | setX; HTTPServer | HttpServer
    app.dev.json | app.prod.json; AppConfig | appConfig; ASR1603 | ASR1605; sqlite-vec | sqlite-vss; pino | pino-http; zod | zodios`,
    'package',
  ),
  group(
    'the same as text says nothing of its type',
    `string_decoder | string-decoder; lodash.get | lodash-get; @a/x | @b/x; react | react-dom; @types/node | node; x-core | x; octo/app | hexa/app
    WHO | Who; US | Us; IT | It; SAP | Sap; NICE | Nice; AIDS | Aids; SEAT | Seat; MAN | Man; The Who | WHO; The Band | Band; The Edge | Edge
    Lee Roy Selmon's | Lee Roy Selmon; Trader Joe's | Trader Joe; Wendy's | Wendy; McDonald's | McDonald; Lloyd's | Lloyds; Levi's | Levi; Kohl's | Kohl; Apple Inc. | Apple; Visa Inc | Visa; Monsters, Inc. | Monsters
    Bär | Bar; Pâté | Pate; Año | Ano; White House | Whitehouse; Green House | Greenhouse; New Castle | Newcastle; the rapist | therapist
    iPhone SE | iPhone; 20th Century Limited | 20th Century; Blood Type AB | Blood Type; Paris, Texas | Texas; Washington, Georgia | Georgia Washington
    St. John's | St. John; Java | JavaScript; Java | Java Script; Type A | Type B; Mercury (planet) | Mercury (element); Mercury | Mercury (god)`,
  ),
  group(
    'teams and clubs',
    `Manchester United | Manchester City; Real Madrid | Atlético Madrid; Inter Milan | AC Milan; Sheffield United | Sheffield Wednesday
    New York Giants | New York Jets; Chicago Cubs | Chicago White Sox; Los Angeles Lakers | Los Angeles Clippers; Boston Red Sox | Chicago White Sox
    Arsenal F.C. | Arsenal W.F.C.; FC Barcelona | FC Barcelona B; Bayern Munich | Bayern Munich II; England U-21 | England U-19; Ajax | Jong Ajax
    Germany women's national team | Germany men's national team; US women's team | US team; Dundee | Dundee United; Bristol City | Bristol Rovers
    Texas A&M Aggies | Texas Tech Aggies; Borussia Dortmund | Borussia Mönchengladbach; Cardiff City | Cardiff Rugby; West Ham | East Ham
    Notts County | Nottingham Forest; Sydney FC | Sydney Swans; Oakland A's | Oakland Raiders; Queens Park | Queens Park Rangers; PSG | PSV`,
    'team',
  ),
  group(
    'companies, subsidiaries, institutions',
    `Apple Inc | Apple Corps; Acme Inc | Acme GmbH; Acme Ltd | Acme LLC; Bank of America | Bank of England; Lloyds Bank | Lloyd's of London
    Google | Google Cloud; Amazon | Amazon Web Services; Sony | Sony Pictures; Siemens | Siemens Energy; Toyota | Toyota Financial Services
    General Electric | General Motors; American Airlines | United Airlines; Air France | Air China; Deutsche Bank | Deutsche Bahn; Deutsche Post | Deutsche Bank
    Berkshire Hathaway | Berkshire Partners; News Corp | Fox Corp; 21st Century Fox | 20th Century Fox; Hewlett-Packard | Hewlett Packard Enterprise
    University of Oxford | Oxford Brookes University; University of York | York University; Washington University | University of Washington
    Miami University | University of Miami; Indiana University | University of Indiana; Boston College | Boston University; Cornell University | Cornell College
    Penn State | University of Pennsylvania; Ministry of Defence | Ministry of Finance; World Bank | World Trade Organization; Axa Bank | Axa Insurance
    Goldman Sachs | Goldman Sachs Foundation; Motorola Mobility | Motorola Solutions; Philips | Phillips; Merck KGaA | Merck Sharp & Dohme
    Volkswagen | Volkswagen Financial Services; Samsung Electronics | Samsung Display; Samsung SDI | Samsung SDS; BMW | BMW Bank; Ernst & Young | Ernst & Old
    Delta Air Lines | Delta Faucet; Continental AG | Continental Airlines; Tata Steel | Tata Motors; SAP | SAS; IBM | ICBM; HP | HPE; 3M | 3i
    Marriott Hotel | Marriott International; Red Hat | Red Bull; Red Cross | Blue Cross; Greenpeace USA | Greenpeace UK; TÜV Nord | TÜV Süd; UNICEF | UNESCO`,
    'company',
  ),
  group(
    'products and models',
    `iPhone 14 | iPhone 15; iPhone 15 | iPhone 15 Pro; iPhone 15 Pro | iPhone 15 Pro Max; iPhone X | iPhone XS; iPhone 4 | iPhone 4S; iPhone SE | iPhone
    Galaxy S21 | Galaxy S22; Galaxy S21 | Galaxy S21 Ultra; Boeing 737 | Boeing 747; Boeing 747-4 | Boeing 747-8; Boeing 737 MAX 8 | Boeing 737 MAX 9
    Airbus A320 | Airbus A330; Airbus A320 | Airbus A320neo; Airbus A380 | Airbus A380F; Tesla Model S | Tesla Model 3; Tesla Model X | Tesla Model Y
    BMW M3 | BMW M5; Porsche 911 | Porsche 912; Porsche 911 GT3 | Porsche 911 GT2; Audi A4 | Audi A6; Audi A4 | Audi S4; Golf GTI | Golf GTE; Peugeot 205 | Peugeot 206
    PlayStation 4 | PlayStation 5; Xbox One | Xbox 360; Xbox Series X | Xbox Series S; GeForce RTX 3080 | GeForce RTX 3090; RTX 4070 | RTX 4070 Ti
    Core i5 | Core i7; Ryzen 5 | Ryzen 7; Canon EOS 5D | Canon EOS 6D; Nikon D850 | Nikon D750; Sony A7 III | Sony A7 IV; MacBook Air | MacBook Pro; iPad mini | iPad Pro
    Surface Pro 7 | Surface Pro 8; Surface | Surface Pro; Kindle | Kindle Paperwhite; Raspberry Pi 3 | Raspberry Pi 4; Raspberry Pi 4 | Raspberry Pi 400
    AK-47 | AK-74; M16 | M1; F-15 | F-16; F-16 | F16 Falcon II; B-17 | B-71; MiG-29 | MiG-31; Soyuz TMA-1 | Soyuz TMA-11; Apollo 11 | Apollo 12; Apollo 1 | Apollo 11
    Falcon 1 | Falcon 9; Voyager 1 | Voyager 2; STS-51-L | STS-51-J; Ariane 5 | Ariane 6; Hubble 1 | Hubble 2; WD-40 | WD-45; LaserJet 1010 | LaserJet 1100`,
    'product',
  ),
  group(
    'units, sizes and amounts',
    `Aspirin 100 mg | Aspirin 500 mg; Aspirin 5 mg | Aspirin 5 g; Ibuprofen 200mg | Ibuprofen 400mg; 16 GB module | 16 MB module; 1 TB drive | 2 TB drive
    5 km run | 5 mile run; 10 km run | 100 km run; 10² | 102; 1½ | 11/2; 3.5 mm jack | 35 mm jack; 12 V battery | 24 V battery; 60 Hz panel | 60 kHz panel
    Small coffee | Large coffee; T-shirt XL | T-shirt XXL; 50 % solution | 50 ppm solution; $5 note | €5 note; $10 note | $100 note; -5 °C | 5 °C
    Type 1 diabetes | Type 2 diabetes; Factor VIII | Factor IX; Vitamin B6 | Vitamin B12; Vitamin C | Vitamin D; Vitamin K1 | Vitamin K2; Hepatitis A | Hepatitis B
    Omega-3 | Omega-6; CO | CO2; H2O | H2O2; Uranium-235 | Uranium-238; Carbon-12 | Carbon-14; Influenza A | Influenza B; H1N1 | H5N1; COVID-19 | COVID-91
    1,000 | 1.000; 1,5 | 15; 3/4 | 34; 2+2 | 22; C | C++; C++ | C#; F# | F; A* | A; 100% | 100; R | R+`,
    'substance',
  ),
  group(
    'letters, sides, stages and colours',
    `Plan A | Plan B; Team A | Team B; Appendix C | Appendix D; Serie A | Serie B; Group E | Group F; Company A | Company AB; Side A | Side B
    Building 7 | Building 7A; Block C | Block D; Room 101 | Room 110; Red Army | White Army; Black Sea | Red Sea; White Nile | Blue Nile; Yellow River | Red River
    Left bank | Right bank; Project Alpha | Project Beta; Phase One | Phase Two; Level 5 | Level 6; Tier I | Tier II; Stage environment | Production environment
    Old Testament | New Testament; New York Times | New York Post; Big Dipper | Little Dipper; Ursa Major | Ursa Minor; Modern Greek | Ancient Greek
    Green Party | Greens Party USA; Early Renaissance | Late Renaissance; Summer Palace | Winter Palace; Golden Horde | Blue Horde; Purple Line | Orange Line`,
    'topic',
  ),
  group(
    'negations and prefixes',
    `typical pneumonia | atypical pneumonia; hypertension | hypotension; hyperglycemia | hypoglycemia; legal entity | illegal entity; union | nonunion
    Semite League | Anti-Semite League; Federalist | Anti-Federalist; Fiction | Non-fiction; Symmetric encryption | Asymmetric encryption
    Intranet | Internet; Intrastate commerce | Interstate commerce; Microeconomics | Macroeconomics; Supersonic | Subsonic; Monopoly | Duopoly
    Prewar era | Postwar era; Pre-Raphaelites | Raphaelites; Centralized ledger | Decentralized ledger; Organic chemistry | Inorganic chemistry
    Matter | Antimatter; Parametric test | Nonparametric test; Supervised learning | Unsupervised learning; Kantianism | Neo-Kantianism; Impressionism | Post-Impressionism
    Structured data | Unstructured data; Unicellular life | Multicellular life; Homosexual rights | Heterosexual rights; Do Not Call list | Do Call list`,
    'topic',
  ),
  group(
    'the same words in another order, or more of them',
    `University of Georgia | Georgia University; Station Fire | Fire Station; Venetian Blind | Blind Venetian; Guinea Bissau Papua | Papua Guinea Bissau
    Book Club | Club Book; Child Care Act | Care Child Act; Rights Bill | Bill Rights; Java | Java Script; Linux | Linux Mint; Windows | Windows Server
    Star Trek | Star Trek Discovery; Machine Learning | Machine Learning Operations; Climate | Climate Change; Nobel Prize | Nobel Prize in Physics
    Nobel Prize in Physics | Nobel Prize in Chemistry; Data Science | Science Data; House Music | Music House; Time Machine | Machine Time
    Game Theory | Theory Game; Blue Origin | Origin Blue; Kubernetes | Kubernetes Dashboard; Civil War | American Civil War; Depression | Great Depression`,
    'topic',
  ),
  group(
    'letters of another script that look the same',
    `Apple | Аpple; Microsoft | Micrоsoft; PayPal | РayPal; Google | Gооgle; Amazon | Аmazon; Coco | Сосо; HP | НР; BMW | ВМW; Oracle | Οracle; Nike | Νike
    Tesla | Теsla; Intel | Іntel; Visa | Visа; Netflix | Nеtflix; Adobe | Adоbe; Cisco | Cіsco; Sony | Ѕony; Zoom | Ζoom; Spotify | Spotifу; Kafka | Каfka
    Athena | Αthena; Xerox | Хerox; Yahoo | Υahoo; Twitter | Тwitter; Bing | Βing; Ada Lovelace | Аda Lovelace; Kyoto | Кyoto; Pepsi | Рepsi; Omega | Οmega; Eve | Еve`,
  ),
];
