"""Words that are more often said than meant as a term: function words by language, and everyday words of English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# These lists are our own, made by hand; lists of measured frequency are larger by a hundred times, and under licenses
# that would bind a site's owner. A word that is missing costs a piece of advice, no more.
FUNCTION_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": """a an the and or but nor so yet if then else than as at by for from in into of off on onto out
                over per to up with without about above after before behind below between beyond during through
                under until upon i me my mine we us our ours you your yours he him his she her hers it its they
                them their theirs this that these those who whom whose which what when where why how is am are
                was were be been being do does did done has have had having can could may might must shall
                should will would not all any both each either every few many more most much neither none other
                some such same here there now just only also too very again ever never""",
            "de": """der die das den dem des ein eine einen einem einer eines und oder aber wenn als wie in im an am
                auf aus bei mit nach von vom zu zum zur für über unter vor durch gegen ohne um ich du er sie es
                wir ihr mich dich sich uns mein dein sein ist sind war waren wird werden hat haben kann nicht
                kein auch nur noch so da dort hier was wer wo man""",
            "fr": """le la les l un une des du de d et ou mais donc or ni car à au aux en dans sur sous par pour avec
                sans chez je tu il elle on nous vous ils elles me te se lui leur ce cet cette ces mon ma mes ton
                ta tes son sa ses est sont était être a ont avoir ne pas plus que qui quoi dont où si y""",
            "es": """el la los las un una unos unas y e o u pero si no de del a al en con sin por para sobre entre
                desde hasta yo tú él ella nosotros ellos ellas me te se lo le les su sus mi mis tu tus este esta
                estos estas ese esa que quien cual cuando donde como es son era fue ser está están ha han más
                muy ya también""",
            "pt": """o a os as um uma uns umas e ou mas se não de do da dos das em no na nos nas com sem por pelo
                pela para sobre entre até eu tu ele ela nós eles elas me te lhe seu sua seus suas este esta esse
                essa que quem qual quando onde como é são era foi ser está estão há mais muito já também""",
            "it": """il lo la i gli le un uno una e o ma se non di del della dei degli delle a al alla ai agli alle
                da dal dalla in nel nella con su sul sulla per tra fra io tu lui lei noi voi loro mi ti si ci vi
                suo sua questo questa quello quella che chi cui quando dove come è sono era essere ha hanno più
                molto già anche""",
        }.items()
    }
)

# Nouns and verbs that every text on any subject uses in their everyday sense.
_EVERYDAY = """
ability access account act action activity actor address advice age agent agreement aim air answer appeal approach
area argument arm art article aspect attempt attention audience author authority balance band bank bar base basis
batch beat beginning behavior being benefit bit block board body book border bottom box branch break bridge budget
build building business call camp capital care career case catch cause center challenge chance change chapter
character charge check child choice circle claim class clause close cloud coach code collection color command
comment commitment community company complex component concept concern condition conference connection consensus
content context contract control conversation copy core cost count country couple course cover craft credit crew
culture current cut cycle data date day deal decision degree demand department depth design detail development
device difference direction discussion distance document door draft drive drop duty ease edge effect effort element
end energy engagement entry environment error event evidence example exchange exercise experience expert expression
eye face fact failure fall family feature feedback feeling field figure file film finding fire firm fit fix flag
floor flow focus fold food foot force fork form format foundation frame freedom front function fund future game gap
gas gate gathering gift goal good grade grain ground group growth guide habit half hand harm head health heart heat
help hint history hit hold home hope host hour house idea image impact inception increase individual industry
information input inquiry interest interface issue item job journey judgment key kind knowledge lab label labor
language launch law layer lead leader learning lesson letter level library life light line link list load location
lock logic look loss love lunch machine mail making mark market master mastery match material matter meaning measure
media meeting member memory message method mind minute mission mistake mode model moment money month motion mouth
move movement name nation nature need network night node norm note notice number object offer office open operation
opinion option order organization outcome output owner ownership pace pack page pair paper parent part partner party
pass past path pattern pause pay peer people performance period person phase phone picture piece place plan plant
plate platform play player point policy pool population portion position post power practice presence present
presentation press pressure price principle print problem process product profile program progress project proof
property proposal purpose quality quarter question race range rank rate reach reaction reading reality reason record
recovery reference reflection region relation relationship release relevance report request research resource
response rest result return review reward right ring risk road role room root rotation round route row rule run
safety sale sample scale scene schedule school science scope score screen search seat section seed sense sentence
series service session set share sheet shift shop show side sight sign signal site situation size skill slot smell
society song sort soul sound source space speaker speech speed spirit spot square staff stage stake stand standard
star start state statement station status stay step stick stock stone stop store story strategy street strength
stress string structure student study style subject success suggestion summary support surface surprise survey
system table tag talk target task taste teacher team technique term test text theme theory thing thought thread time
tip title token tool top topic touch town track trade tradition training transfer transition treatment tree trial
trip trust truth turn type understanding union unit use user validity value variable variety version view village
vision visit voice volume vote waiting walk wall war watch water wave way wealth week weight while whole will wind
window wish witness word work worker world writing year yield
"""
EVERYDAY = frozenset(_EVERYDAY.split())
