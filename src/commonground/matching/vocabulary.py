"""Plain words that every comparison of labels needs, in six languages: fillers, synonyms, fields of work.

Nothing here names an organization's areas; those come from a profile's facts. All words are written folded:
lower case, no accents.
"""

from __future__ import annotations

from commonground.errors import Said

_STOP = """
    a an the of on in to for by at from with within between into as its their all and or into account taking
    le la les l d de du des une et ou a au aux en dans sur pour par avec leur leurs toutes tous qui que dont
    el los las del y e o u al con por para sobre su sus lo todos todas
    и в на по с к для о об от из за при всех их
    في من على الي إلى عن مع و او أو بشان بشأن
"""
STOP_WORDS = frozenset(_STOP.split())

CONJUNCTIONS = ("and", "et", "y", "и", "و", "или")
"""Words that join equal parts of a label; single letters of French and Spanish are left out."""

_PREPOSITIONS = "of on in to for by at from with de du des d pour sur dans en para por del sobre для по на"
PREPOSITIONS = frozenset(_PREPOSITIONS.split())

INCLUSIONS = (
    "including",
    "in particular",
    "such as",
    "e.g.",
    "y compris",
    "notamment",
    "tels que",
    "incluido",
    "incluida",
    "incluidos",
    "incluidas",
    "en particular",
    "включая",
    "в том числе",
    "بما في ذلك",
    "بما فيها",
    "包括",
)
"""Words after which a label only spells out what it holds."""

_PERSONS = "person people user personne utilisateur persona usuario лиц"
PERSONS = frozenset(_PERSONS.split())

NUMBERS = {
    "6": "six",
    "3": "three",
    "2": "two",
    "4": "four",
    "5": "five",
    "7": "seven",
    "8": "eight",
    "9": "nine",
    "10": "ten",
    "tres": "three",
    "trois": "three",
    "seis": "six",
    "шесть": "six",
    "шести": "six",
    "三": "three",
    "六": "six",
}

PHRASES = (
    # (as written after folding, as compared)
    ("information and communication technologies", "ict"),
    ("information and communication technology", "ict"),
    ("technologies de l information et de la communication", "ict"),
    ("tecnologias de la informacion y la comunicacion", "ict"),
    ("информационно коммуникационных технологий", "ict"),
    ("united nations", "un"),
    ("nations unies", "un"),
    ("naciones unidas", "un"),
    ("small and medium sized enterprises", "sme"),
    ("small and medium enterprises", "sme"),
    ("petites et moyennes entreprises", "sme"),
    ("pequenas y medianas empresas", "sme"),
    ("sustainable development goals", "sdg"),
    ("objectifs de developpement durable", "sdg"),
    ("objetivos de desarrollo sostenible", "sdg"),
    ("world summit on the information society", "wsis"),
    ("sommet mondial sur la societe de l information", "wsis"),
    ("over the top", "ott"),
    ("quality of service", "qos"),
    ("qualite de service", "qos"),
    ("calidad de servicio", "qos"),
    ("artificial intelligence", "ai"),
    ("intelligence artificielle", "ai"),
    ("inteligencia artificial", "ai"),
    ("internet of things", "iot"),
    ("internet des objets", "iot"),
    ("internet de las cosas", "iot"),
    ("disaster risk reduction", "disaster"),
    ("disaster risk management", "disaster"),
    ("disaster management", "disaster"),
    ("disaster relief", "disaster"),
    ("disaster response", "disaster"),
    ("task force", "taskforce"),
    ("working party", "workingparty"),
    ("working parties", "workingparty"),
    ("web pages", "webpage"),
    ("web sites", "website"),
    ("enabling environment", "enabling"),
    ("developing countries", "developingcountry"),
    ("developing country", "developingcountry"),
    ("pays en developpement", "developingcountry"),
    ("paises en desarrollo", "developingcountry"),
    ("e waste", "ewaste"),
    ("electronic waste", "ewaste"),
    ("dechets d equipements electriques et electroniques", "ewaste"),
    ("quality of experience", "qoe"),
    ("qualite d experience", "qoe"),
    ("qualite de l experience", "qoe"),
    ("calidad de la experiencia", "qoe"),
    ("calidad de experiencia", "qoe"),
    ("качество обслуживания", "qos"),
    ("качество восприятия", "qoe"),
    ("服务质量", "qos"),
    ("体验质量", "qoe"),
    ("جودة الخدمة", "qos"),
    ("جودة التجربة", "qoe"),
    ("radio frequency", "radiofrequency"),
    ("e health", "ehealth"),
    ("telecommunications d urgence", "emergency"),
    ("telecomunicaciones de emergencia", "emergency"),
    ("электросвязь в чрезвычайных ситуациях", "emergency"),
    ("应急通信", "emergency"),
    ("应急电信", "emergency"),
    ("اتصالات الطوارئ", "emergency"),
    ("الاتصالات في حالات الطوارئ", "emergency"),
    ("emergency communications", "emergency"),
    ("emergency communication", "emergency"),
    ("emergency comms", "emergency"),
    ("disaster communications", "emergency"),
    ("disaster relief communications", "emergency"),
    ("building confidence and security in the use of", "cyber security"),
    ("confidence and security in the use of", "cyber security"),
    ("instaurer la confiance et la securite dans l utilisation des", "cyber security"),
    ("creacion de confianza y seguridad en la utilizacion de las", "cyber security"),
    ("кибербезопасность", "cyber security"),
    ("кибербезопасности", "cyber security"),
    ("网络安全", "cyber security"),
    ("الامن السيبراني", "cyber security"),
    ("human capacity building", "capacitybuilding"),
    ("human capacity development", "capacitybuilding"),
    ("capacity building", "capacitybuilding"),
    ("capacity development", "capacitybuilding"),
    ("building capacity", "capacitybuilding"),
    ("renforcement des capacites", "capacitybuilding"),
    ("creacion de capacidades", "capacitybuilding"),
    ("creacion de capacidad", "capacitybuilding"),
    ("desarrollo de capacidades", "capacitybuilding"),
    ("fortalecimiento de capacidades", "capacitybuilding"),
    ("наращивание потенциала", "capacitybuilding"),
    ("создание потенциала", "capacitybuilding"),
    ("развитие потенциала", "capacitybuilding"),
    ("能力建设", "capacitybuilding"),
    ("能力开发", "capacitybuilding"),
    ("بناء القدرات", "capacitybuilding"),
    ("تنمية القدرات", "capacitybuilding"),
    ("on an equal footing", ""),
    ("sur un pied d egalite", ""),
    ("en igualdad de condiciones", ""),
    ("c&i", "conformance interoperability"),
    ("ai/ml", "ai"),
    ("ai and machine learning", "ai"),
    ("iot and ssc", "iot smart sustainable cities"),
    ("persons with disabilities", "person disability accessible"),
    ("people with disabilities", "person disability accessible"),
    ("personnes handicapees", "person disability accessible"),
    ("personas con discapacidad", "person disability accessible"),
    ("лиц с ограниченными возможностями", "person disability accessible"),
    ("残疾人", "person disability accessible"),
    ("الاشخاص ذوي الاعاقة", "person disability accessible"),
    ("multilingualism", "languages"),
    ("multilinguisme", "languages"),
    ("multilinguismo", "languages"),
    ("многоязычие", "languages"),
    ("international mobile telecommunications", "imt"),
    ("telecommunications mobiles internationales", "imt"),
    ("telecomunicaciones moviles internacionales", "imt"),
    ("radio spectrum", "spectrum"),
    ("radiofrequency spectrum", "spectrum"),
    ("spectre radioelectrique", "spectrum"),
    ("espectro radioelectrico", "spectrum"),
    ("large bande", "broadband"),
    ("banda ancha", "broadband"),
    ("en ligne", "online"),
    ("en linea", "online"),
    ("sexospecificite", "gender"),
    ("electromagnetic fields", "emf"),
    ("electromagnetic field", "emf"),
    ("champs electromagnetiques", "emf"),
    ("campos electromagneticos", "emf"),
    ("cities and communities", "city"),
    ("villes et communautes", "city"),
    ("ciudades y comunidades", "city"),
    ("kids", "children"),
    ("privacy and data protection", "privacy"),
    ("data protection and privacy", "privacy"),
    ("protection of personal data", "privacy"),
    ("personal data protection", "privacy"),
    ("data protection", "privacy"),
    ("data privacy", "privacy"),
    ("protection des donnees", "privacy"),
    ("proteccion de datos", "privacy"),
    ("proteccion de los datos", "privacy"),
    ("защита данных", "privacy"),
    ("数据保护", "privacy"),
    ("حماية البيانات", "privacy"),
    ("machine to machine", "m2m"),
    ("distributed ledger technologies", "dlt"),
    ("distributed ledger technology", "dlt"),
    ("without paper", "paperless"),
    ("sans papier", "paperless"),
    ("sin papel", "paperless"),
    ("older persons", "elderly"),
    ("older people", "elderly"),
    ("machine learning", "ml"),
    ("public private partnerships", "ppp"),
    ("public private partnership", "ppp"),
    ("intellectual property rights", "ipr"),
    ("intellectual property", "ipr"),
    ("big data", "bigdata"),
    ("open source", "opensource"),
    ("frequency spectrum", "spectrum"),
)

PRINTED = {
    # How a joined word of the phrases above is printed in a reason.
    "capacitybuilding": "capacity building",
    "developingcountry": "developing countries",
    "ewaste": "e-waste",
    "ehealth": "e-health",
    "bigdata": "big data",
    "opensource": "open source",
    "workingparty": "working party",
    "taskforce": "task force",
    "ict": "ICT",
    "iot": "IoT",
    "qos": "QoS",
    "qoe": "QoE",
    "ai": "AI",
    "emf": "EMF",
    "imt": "IMT",
    "dlt": "DLT",
    "m2m": "M2M",
    "ipr": "IPR",
    "sme": "SMEs",
    "sdg": "SDGs",
    "wsis": "WSIS",
    "ott": "OTT",
    "un": "UN",
}

SYNONYMS = (
    # Each line: words that name one thing in the title of a subject; the first stands for all.
    "coordination collaboration cooperation cooperacion coordinacion",
    "emergency disaster catastrophe desastre urgence emergencia",
    "webpage website web",
    "chairman chairmen chairperson chair president",
    "teleworking telework",
    "counterfeit counterfeiting contrefacon contrefait falsificacion falsificado",
    "child children enfant nino дети детей ребенок",
    "person people persona personne",
    "woman women gender girl fille nina femme mujer genre genero",
    "youth young jeune jeunesse joven juventud молодежь",
    "electronic digital-form",
    "taskforce task-force",
    "elearning e-learning",
    "cyber cyberspace",
    "ehealth telemedicine telehealth",
    "remote virtual",
    "climate climatic",
    "conformance conformity conformite conformidad",
    "imt-2020 5g",
    "sustainable durable sostenible",
    "city ville ciudad город",
    "smart intelligente intelligent inteligente",
    "security securite seguridad безопасность",
    "change changement cambio изменение",
    "device dispositif dispositivo appareil",
    "online ligne linea",
    "quality qualite calidad качество",
    "experience experiencia",
    "disability handicap discapacidad",
    "network reseau red",
    "waste dechet residuo",
    "health sante salud",
    "digital numerique цифровой",
    "divide fracture brecha",
    "member membre miembro",
    "economy economie economia",
    "satellite satelite",
    "spectrum spectre espectro спектр",
    "language langue idioma lengua",
    "equality egalite igualdad",
    "future futur futuro",
    "environment environnement entorno",
    "rural remote-area",
    "monitoring surveillance",
    "cloud nuage nube облачный",
    "skill literacy competence habilidad",
    "efficiency efficacite eficiencia",
    "energy energetique energetica energetico energia energie",
    "transport transporte",
    "statistic indicator statistique estadistica indicateur indicador статистика",
    "privacy confidentialite privacidad",
    "data donnee dato",
    "resilience resilient resiliencia",
    "consumer consommateur consumidor потребитель",
    "infrastructure infraestructura инфраструктура",
    "meeting reunion",
    "conference conferencia",
    "numbering numerotage",
    "tariff tarif tarifa",
    "roaming itinerance itinerancia",
    "fibre fiber fibra",
    "mobile movil",
    "broadcasting radiodiffusion radiodifusion",
    "innovation innovacion инновация",
    "blockchain dlt ledger",
    "budget presupuesto",
    "strategic strategique estrategico",
    "fellowship bourse beca",
)

GENERIC_WORDS = {
    # How much a word says about the subject of a label: below 1 it says little.
    0.1: "un union issue matter activity aspect topic related relate use group committee board "
    "taskforce council body question questions utilisation uso groupe comite comision comisión "
    "activite actividad tema sujet asunto вопрос группа комитет деятельность 问题 工作 组 委员会 "
    "working-group expert theme area various other including include",
    0.18: "itu uit мсэ onu оон organisation organization",
    0.3: "telecommunication ict tic икт telecommunicacion telecom international information service "
    "system technology management work method process procedure procedures application practice "
    "best implementation implement improvement improve enhancement enhance further building "
    "build establish establishment study studies general special sector three need person "
    "resolution development tools means identification identify bridging bridge radiofrequency combat combating "
    "combatting tackling common interest provide support programme project level role purpose "
    "principle communication comunicacion computing informatique informatica equality mainstreaming testing test human",
    0.45: "non policy official public new global national regional world strategy promote promotion "
    "country society sustainable optimization evaluation environment-enabling action deadline 1 2 3 4 5 one "
    "two three",
}

FIELDS = (
    # Words that are different things in one field of work: reason enough to look at two areas together.
    (
        Said("environment"),
        "climate environment sustainability sustainable energy ewaste emission circular recycling "
        "water climatique clima ambiente environnement климат среда green ecological grid efficiency",
    ),
    (
        Said("security"),
        "cyber confidence trust spam fraud illicit theft misuse misappropriation identity privacy online",
    ),
    (
        Said("children and youth"),
        "child youth",
    ),
    (
        Said("mobile and future networks"),
        "imt 5g imt-2020 sdn network mobile broadband nfv cloud ngn",
    ),
    (
        Said("money"),
        "finance revenue budget cost charging tariff fee mobilization fund",
    ),
    (
        Said("conferences and meetings"),
        "conference meeting event seminar workshop symposium assembly",
    ),
    (
        Said("languages"),
        "language translation multilingual interpretation translator terminology",
    ),
    (
        Said("documents and publications"),
        "document publication editorial website contribution",
    ),
    (
        Said("inclusion in development"),
        "developingcountry developing least fellowship digital-divide divide inclusive inclusion "
        "inclusive-society assistance community",
    ),
    (
        Said("chairs and officers"),
        "chairman vice-chairman rapporteur",
    ),
    (
        Said("members"),
        "member associate academia membership sme",
    ),
    (
        Said("innovation"),
        "innovation sme entrepreneurship startup research transfer",
    ),
    (
        Said("emerging technology"),
        "ai emerging blockchain quantum robotics",
    ),
    (
        Said("Earth and space"),
        "satellite geospatial sensing observation space meteorology",
    ),
    (
        Said("digital inclusion"),
        "inclusion inclusive accessible disability gender youth divide rural indigenous elderly vulnerable",
    ),
    (
        Said("connectivity"),
        "broadband rural connectivity infrastructure backbone satellite access",
    ),
    (
        Said("Internet protocol"),
        "ip ipv6 ipv4 internet domain dns",
    ),
    (
        Said("conformity and counterfeiting"),
        "conformance interoperability counterfeit tampered",
    ),
    (
        Said("charges"),
        "charging calling tariff accounting roaming",
    ),
)
