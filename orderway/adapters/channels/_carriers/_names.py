"""Under which names carriers write what: all without marks and in small letters, the most telling first. Pure."""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EVENTS = _names(
    """
    trackingevents trackingevent scanevents scanevent shipmentevents shipmentevent events event eventhistory
    eventhistories significantevents occurrence occurrences activity activities scans scan checkpoints
    checkpoint trackingdetails trackdetail trackevents trackinghistory statushistory parcelevents parcelevent
    statusdata statusinfos statusinfo trackingresult detaillist eventset tracklist traceslist trackinfos eventos
    evenements history histories traces
    trace route routes steps movements milestones statuses status stateinfo timeline data details list
    """
)
"""Lists of events, the surest first; one under another name counts where none of these is there."""
NUMBERS = _names(
    """
    trackingnumber trackingno trackingnr trackingcode trackingid trackingpin trackno tracknumber
    shipmenttrackingnumber consignmentno consignmentnumber connote parcelnumber parcelno parcellabelnumber
    waybillnumber waybillno waybill mailno airwaybillnumber airwaybill awbnumber awb awbno piecebarcode
    barcode idship shipmentid shipmentnumber shipmentno expeditionnumber skybillnumber articleid articlenumber
    itemcode itemid packagenumber packageid piececode pieceid pin unitno mailpieceid uniquemailpieceid
    sendlereference inquirynumber probillnumber pronumber ordernumber requested
    """
)
WEAK_NUMBERS = _names(
    """
    number reference ref code id
    """
)
"""Names that are a parcel's number only where it has no better one."""
TIMES = _names(
    """
    checkpointtime dateiso timeiso timestamp datetime eventdatetime eventtimestamp eventdate eventdt scantime
    scandatetime occurredat occuredat scannedat scandate date time eventtime at gmttimestamp localdatetime
    localeventdate statusdatetime statusdate statustime updatedatetime updatedat updatetime activitydate
    activitydatetime acceptdate accepttime ftime trackingdate processdate processdatetime opetime
    operationtime actualdate actualdatetime localscantime displaytime localtimestamp datetimeutc utcdatetime
    statuschangedate eventcreated gmtdate dt timeutc created createdat
    """
)
TEXTS = _names(
    """
    standerddesc description eventdescription carriereventdescription statusdescription codedescription
    standardeventdescription updatedescription label longlabel shortlabel eventlabel eventtext eventstatus
    message summary activitydescription eventname eventmessage context evtdscr acceptstation statustext
    statusmessage name statusname remark acceptaddresscontent comment comments details detail activity
    statusinfo standardevent text statusdetails statedescription codedescriptionen codedescriptionfr eventtype
    status state type trackingstatus statuscategory tag desc
    """
)
CODE_FIELDS = _names(
    """
    eventcode code statuscode updatecode typecode activitycode standardeventcode scancode eventidentifier
    eventtype opcode actioncode statusid statuskey status state type trackingstatus event
    """
)
CITY = _names(
    """
    city cityname suburb eventcity town locality locationcity addresslocality locationname placename site
    depotname depot officename officelabel eventsite acceptaddress eventlocation scanlocation facilityname
    citylocality displayname
    """
)
POSTCODE = _names(
    """
    zip zipcode postalcode postcode eventzip eventzipcode
    """
)
REGION = _names(
    """
    state stateorprovincecode stateprovince provincecode province region eventstate eventprovince
    stateorregion locationstate
    """
)
COUNTRY = _names(
    """
    countrycode country countryid eventcountry locationcountry countryname countryiso
    """
)
PLACES = _names(
    """
    location place scanninglocation scanlocation eventlocation scanlocationdetails address trackinglocation
    scanningunit locationdata servicearea locationdescription eventsite updatelocation
    """
)
ESTIMATES = _names(
    """
    estimateddeliverydate estimateddelivery estimateddeliverydatetime estimatedtimeofdelivery estimdate
    expecteddeliverydate expecteddelivery deliveryforecast eta estimateddate predicteddeliverydate
    scheduleddeliverydate deliverydateestimated promiseddeliverydate estimateddeliverydatemaximum
    estimateddeliverytimewindow estimateddeliverytime
    """
)
SIGNATURES = _names(
    """
    signedby signatory signedforbyname signedbyname signername receivedby receivedbyname signatoryname
    deliveredto signaturename podname proofofdeliverysignedby signedfor signed signature
    """
)
STATUSES = _names(
    """
    statuscategory currentstatus latestevent lateststatusdetail status state parcelstatus shipmentstatus
    trackingstatus deliverystatus statuscode packagestatus summarycode summary tracksummary statusmessage
    statusdescription
    """
)
ZONES = _names(
    """
    timezone eventtimezone gmtoffset utcoffset timezoneoffset offset zone
    """
)
LOCAL = _names(
    """
    eventtimestamp localscantime localdatetime localtimestamp
    """
)
DATES = _names(
    """
    deliverydate dateandtimes datesandtimes deliverydates
    """
)
"""Lists of dates that say their kind."""
ESTIMATE_TYPES = _names(
    """
    SDD RDD ESTIMATED_DELIVERY APPOINTMENT_DELIVERY
    """
)
DAY_FIELDS = _names(
    """
    date datetime ends end to value text
    """
)
