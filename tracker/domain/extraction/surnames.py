"""Words by which it is told whether a surname that stands alone is that of a leader."""

WORDS_TOO = frozenset(
    "may march june august will bush rice major king park moon brown hope long state sunday young gray green white black case islam".split()
)
"""Surnames that are words as well; they count only with the rest of the name."""
ONLY_IN_FULL = frozenset(
    (
        "abbas abbasi abdalla abdallah abdallahi abdul abdullah abreu abubakar ahmad ahmadi ahmed ahsan "
        "alam albert ali alvarado alvarez amin ammar anaya andrews anjos antonio arana araujo archer "
        "arias asif augusto aung awad ayala aziz bacar baden bah bakar baker ball banana banda banks "
        "banny barco barry bashir bay beatrix bell benedict benjamin best bio bishop bista black blah "
        "blok blum boko bono borja borne bose bot braga brahim branco brand brown bruce bryant butler "
        "byl cabello campbell campo carmona carter castillo chan chang charles chaves chen chien "
        "chowdhury christian church clark clay cleverly combo cook cooper cordero costa cuadros dai dale "
        "daoud dar das david davis day deng desai dina diop dixit dlamini doe don dos duncan dung "
        "durrani earnest east elahi elizabeth english fahmy fall farah fassi faure faye felipe fernandez "
        "fernando ferreira field figueiredo fini fish fisher fofana ford fox franca france francis "
        "franco frost gabriel gai gang garcia gaspar gayoom george getachew gil gill giorgis gold gomes "
        "gomez gore gram grant gray green gyawali haddad haj haji hakim hamdi hammond haq haqqani hardy "
        "harris hasan hassan hawkins heath higgins hill hills holt horn hossain htun hua huang huggins "
        "hull hunt hunter hurd hurtado hussain hussein ibrahim ibrahimi idris iqbal islam ismail issa "
        "jaber jalil jamal james jesus jian jin john jonathan jorge joseph juliana julio juma jun jung "
        "kaba kafi kamal kang karan karim karki kaul kenny kern key khalid khalil khama khan khatri kim "
        "king klaus knight kok koo krishna kumar kun lagos lake lama landa lange lara latif laurel law "
        "lee lei leo levi lima lin little lloyd long lopez loy lucas luna lwin lynch made mahdi mahmud "
        "majeed malan malaya malek malik man mansoor mansour mara mariam marquez marsh martin martinez "
        "mason mata maung max medina mejia mel mello mendis menon meri merino mesa meta meza michael "
        "michel miller mills milo miranda mock mody mohamad mohamed mohammad mohammed moin momen moncada "
        "monteiro montenegro moore moreno moro moura moyo muhammad muhammed murillo musa mustafa myint "
        "najib nanda nasheed nasser nazari neves nguema ning noble north nott nova novoa nunes nur oli "
        "omar omer ong osman oury ousmane owen pachecho pacheco palacio pandey park parker parts patel "
        "paul pavel paz peiris pena peng pereira perera perez perry peter philippe phillips phiri pires "
        "ponce pope porter potter pou power pradhan prasad prem presti price pryor qasim qiang quan "
        "quintana rahman ramirez ramos rana rangel rao rashid ratas rau reda reeves reid rene rey reyes "
        "rich richard rivas rivera rivero rivers robert robinson robles roman rop rosa rosario ross roy "
        "rua ruiz russa saa saad sadi said salah salahuddin saleh salem salih sall salvador samir "
        "sanchez sang sant santos sata savage sawyer scott serra serrano seyoum shah shahid shan shareef "
        "sharif sharma sharp shehu shepherd short shrestha shwe sifi silva silver sima simon simons "
        "singh small snow soe soini sola solomon sosa sousa south spring stevens stocker stone storm "
        "straw strong struck suarez suleiman summer sung swe swift taha taki tariq tax taylor terry "
        "thein thomas todd toledo tong topi torres toure traore trinidad tun turner tuya valencia vargas "
        "velasquez vicente vieira villegas viola wade wagner waheed wali walker wallace wazed wells "
        "werner west wet white whitehead william win winter wise wong wood woods yang yaqoob yeo younger "
        "yousef youssef yusuf zaki zaman zamora "
    ).split()
)
"""Surnames that many bear, or that are words or first names as well: they count where the text has the whole name."""
BEFORE_SURNAMES = frozenset(
    "president minister premier chancellor general gen mr mrs ms dr king queen prince princess sheikh secretary senator sen colonel col ambassador commodore marshal chairman captain capt lt maj brig "
    "admiral adm sir lord lady sultan emir ayatollah comrade spokesman spokeswoman leader representative rep governor gov speaker commissioner envoy judge professor sergeant major pope imam mullah field "
    "the a an this that his her their its our then but when if and as while after before on in at for that since until unless both yet so still neither though although because with without under from to by or nor what why how who where once "
    "is was did does do has had will would can could should may might against between like than over about of not no only even also "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday earlier later meanwhile january february march april may june july august september october november december".split()
)
"""Words with a capital letter that may stand before a surname and are no first name."""
PLACES_TOO = frozenset(
    "berlin chad england france georgia germany holland ireland israel jordan kingston lima london madrid paris santiago victoria washington".split()
)
"""States and capitals that are names of persons as well, as in 'Charles Santiago'."""
BEFORE_PLACES = frozenset(
    "northern southern eastern western central north south east west upper lower new old greater inner outer great free red nazi vichy imperial federal occupied metropolitan downtown port fort lake bank "
    "arab jewish muslim christian catholic soviet british french german english communist allied neighbouring neighboring nearby official all both only even like unlike should were whether against inside outside near around across among despite toward towards not here there now tomorrow says".split()
)
"""Words with a capital letter that may stand before the name of a place and are no first name."""
