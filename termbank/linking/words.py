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
ability access account act action activity actor add address advice age agent agreement aim air airport allow anchor
animal answer appeal appear approach area argument arm arrow art article artist ask aspect attempt attention attitude
audience author authority baby bag balance ball band bank banner bar base basis batch battle beach beat bed begin
beginning behavior being benefit bike bill bird bit block board boat body book border boss bottom bowl box boy branch
break breath bridge bring brother brush budget build building bus business button buy calendar call camera camp
capital captain car care career case castle cat catch cause center chain chair challenge champion chance change
chapter character charge check chief child choice church circle claim class clause click clock clone close cloud coach
coal code collection color column command comment commitment community company compass complex component concept
concern condition conference connection consensus consider constraint content context contract control conversation
copy core corner cost count country couple course cover craft create credit crew crown culture cup current cursor
curve customer cut cycle dance danger dash data date day deal debt decide decision degree demand department depth
design desk detail development device difference direction discount discussion distance doctor document dog door dot
draft draw dream drift drive drop duty earth ease edge effect effort element emotion end enemy energy engagement
engine entrance entry environment error evening event evidence example exchange exercise exit expect experience expert
expression eye face fact factory failure fall family farm father fear feature fee feedback feel feeling fence field
fight figure file film find finding fire firm fish fit fix flag flash floor flow flower focus fold follow food foot
force forest fork form format foundation frame freedom friend front fruit fuel function fund future gain game gap
garden gas gate gathering get ghost gift girl give glass goal gold good grade grain grass ground group grow growth
guard guest guide habit half hammer hand handle harm head health heart heat heaven help hint history hit hold home
hook hope horse host hotel hour house idea image impact inception increase individual industry information input
inquiry interest interface iron island issue item job join joke journey joy judgment keep key kind king know knowledge
lab label labor lamp language launch law layer lead leader leaf learn learning leave lesson let letter level leverage
library life light line link list load location lock logic look loss love luck lunch machine magic mail main make
making man manager map mark market master mastery match material matter mean meaning measure medal media meeting
member memory message metal method mind minute mirror mission mistake mix mode model moment money month moon morning
mother motion mount mountain mouse mouth move movement movie museum nail name nation nature need needle network night
node noise noon norm note notice novel number object offer office oil open operation opinion option order organization
outcome output owner ownership pace pack page pain pair paper parent park part partner party pass passion past path
pattern pause pay peace peer people performance period permission person phase phone photo piano pick picture piece
pile place plan plane plant plate platform play player plot pocket point policy pool population port portion position
post poster power practice presence present presentation press pressure price principle print prize problem process
product profile profit program progress project proof property proposal pull purpose push put quality quarter queen
question race radio rain raise range rank rate reach reaction read reading reality reason record recovery reference
reflection region relation relationship release relevance remain rent report request require research resource
response rest restriction result return review reward right ring risk river road rock role roof room root rope
rotation round route row rule run safety sale salt sample sand save scale scene schedule school science scope score
scout screen script sea seal search season seat section seed segment sell send sense sentence series serve service
session set shadow shape share sheet shell shield shift ship shop show side sight sign signal silence silver sister
site situation size sketch skill sky sleep slot smell snow society song sort soul sound source space speak speaker
speech speed spend sphere spirit split spot spring square stable stack staff stage stake stamp stand standard star
start state statement station status stay step stick stock stone stop store storm story strategy stream street
strength stress string structure student study style subject success sugar suggest suggestion summary summer sun
support surface surprise survey switch system table tag take tale talk target task taste tax teacher team technique
tell tent term test text theme theory thing think thought thread ticket time tip title token tool top topic touch
tower town track trade tradition trail train training transfer transition trap treatment tree trial trigger trip truck
trust truth turn type understanding union unit use user validity value variable variety version view village vision
visit voice volume vote waiting walk wall want war watch water wave way wealth week weight wheel while whole will win
wind window winner winter wish witness woman wood word work worker world wrap write writing yard year yield
"""
EVERYDAY = frozenset(_EVERYDAY.split())


def is_everyday(word: str) -> bool:
    """Whether a folded English `word`, or what it may be the plural of, is an everyday one."""
    return (
        word in EVERYDAY
        or (word.endswith("s") and (word[:-1] in EVERYDAY or word[:-2] in EVERYDAY))
        or (word.endswith("ies") and word[:-3] + "y" in EVERYDAY)
    )
