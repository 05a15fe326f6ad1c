"""Answers of carriers after their public documents: other statuses, several parcels, XML and JSON, errors, no history.

Each: the form's code, the body, what is read of each parcel (number, whole status, events' codes, the newest event's
instant, its place), and the errors. Used by test_carrier_answers.py.
"""

ANSWERS: dict[str, tuple[str, str, list[tuple[str, str, str, str, str]], list[str]]] = {
    "dhl": (
        "dhl",
        '{"shipments":[{"id":"7777777770","service":"express","origin":{"address":{"countryCode":"DE"}},"status":{"timestamp":"2018-03-02T07:53:47Z","location":{"address":{"countryCode":"NL","addressLocality":"Oderweg 2, AMSTERDAM"}},"statusCode":"transit","status":"DELIVERED","description":"JESSICA"},"estimatedTimeOfDelivery":"2018-08-03T00:00:00Z","details":{"proofOfDelivery":{"signed":{"name":"J Smith"}},"references":[{"number":"abc","type":"customer-reference"}]},"events":[{"timestamp":"2018-03-02T07:53:47Z","location":{"address":{"addressLocality":"AMSTERDAM","countryCode":"NL"}},"statusCode":"pre-transit","status":"x","description":"The shipment data was sent"},{"timestamp":"2018-03-03T07:53:47","statusCode":"failure","description":"Recipient not at home"}]}]}',  # noqa: E501
        [("7777777770", "attempted", "attempted announced", "2018-03-03T07:53:47?", "")],
        [],
    ),
    "dhl_express": (
        "dhl_express",
        '{"shipments":[{"shipmentTrackingNumber":"9356579890","status":"Success","shipmentTimestamp":"2020-05-14T18:00:31","productCode":"N","description":"x","shipperDetails":{"name":""},"events":[{"date":"2020-05-14","time":"18:00:31","typeCode":"OK","description":"Delivered - Signed for by JOHN","serviceArea":[{"code":"BOM","description":"Mumbai-IN"}],"signedBy":"JOHN"},{"date":"2020-05-13","time":"10:00:31","typeCode":"PU","description":"Shipment picked up"}],"pieces":[{"number":1,"typeCode":"string","shipmentTrackingNumber":"JD014600002708681600","events":[]}]}]}',  # noqa: E501
        [("9356579890", "delivered", "delivered picked_up", "2020-05-14T18:00:31?", "Mumbai-IN")],
        [],
    ),
    "dhl_express#xml": (
        "dhl_express",
        '<?xml version="1.0"?><req:TrackingResponse xmlns:req="http://www.dhl.com"><Response/><AWBInfo><AWBNumber>7740454180</AWBNumber><Status><ActionStatus>success</ActionStatus></Status><ShipmentInfo><OriginServiceArea><ServiceAreaCode>MEL</ServiceAreaCode><Description>MELBOURNE</Description></OriginServiceArea><ShipperName>X</ShipperName><ShipmentDate>2009-08-26T11:23:00</ShipmentDate><ShipmentEvent><Date>2009-08-26</Date><Time>11:23:00</Time><ServiceEvent><EventCode>PU</EventCode><Description>Shipment picked up</Description></ServiceEvent><Signatory/><ServiceArea><ServiceAreaCode>MEL</ServiceAreaCode><Description>MELBOURNE - AUSTRALIA</Description></ServiceArea></ShipmentEvent></ShipmentInfo></AWBInfo><AWBInfo><AWBNumber>1234</AWBNumber><Status><ActionStatus>No Shipments Found</ActionStatus><Condition><ConditionCode>209</ConditionCode><ConditionData>No Shipments Found for AWBNumber 1234</ConditionData></Condition></Status></AWBInfo></req:TrackingResponse>',  # noqa: E501
        [("7740454180", "picked_up", "picked_up", "2009-08-26T11:23:00?", "MELBOURNE - AUSTRALIA")],
        ["parcel 1234: DHL Express answered 209: No Shipments Found for AWBNumber 1234"],
    ),
    "ups": (
        "ups",
        '{"trackResponse":{"shipment":[{"inquiryNumber":"1ZA82D672031290683","package":[{"trackingNumber":"1ZA82D672031290683","deliveryDate":[{"type":"SDD","date":"20210216"}],"activity":[{"location":{"address":{"city":"LOUISVILLE","stateProvince":"KY","country":"US"}},"status":{"type":"I","description":"Out For Delivery Today","code":"OT"},"date":"20210210","time":"154500","gmtDate":"20210210","gmtTime":"20:45:00","gmtOffset":"-05:00"},{"location":{"address":{"country":"US"}},"status":{"type":"M","description":"Shipper created a label, UPS has not received the package yet. ","code":"MP"},"date":"20210209","time":"101000"}]}]}]}}',  # noqa: E501
        [
            (
                "1ZA82D672031290683",
                "out_for_delivery",
                "out_for_delivery announced",
                "2021-02-10T20:45:00",
                "LOUISVILLE, KY, US",
            )
        ],
        [],
    ),
    "ups#err": (
        "ups",
        '{"response":{"errors":[{"code":"151044","message":"Invalid inquiry number"}]}}',
        [],
        ["answer: UPS answered 151044: Invalid inquiry number"],
    ),
    "ups#warn": (
        "ups",
        '{"trackResponse":{"shipment":[{"inquiryNumber":"1Z5338FF0107231059","warnings":[{"code":"TW0001","message":"Tracking Information Not Found"}]}]}}',  # noqa: E501
        [],
        ["parcel 1Z5338FF0107231059: UPS answered TW0001: Tracking Information Not Found"],
    ),
    "fedex": (
        "fedex",
        '{"transactionId":"62","customerTransactionId":"AnyCo","output":{"completeTrackResults":[{"trackingNumber":"123456789012","trackResults":[{"trackingNumberInfo":{"trackingNumber":"128667043726","carrierCode":"FDXE"},"latestStatusDetail":{"scanLocation":{"city":"SEATTLE"},"code":"PU","derivedCode":"PU","statusByLocale":"Picked up","description":"Picked up"},"dateAndTimes":[{"dateTime":"2007-09-27T00:00:00","type":"ACTUAL_DELIVERY"}],"estimatedDeliveryTimeWindow":{"window":{"begins":"2021-10-01T08:00:00","ends":"2021-10-15T00:00:00-06:00"}},"deliveryDetails":{"receivedByName":"Reciever Name"},"scanEvents":[{"date":"2018-02-02T12:01:00-07:00","derivedStatus":"Picked Up","scanLocation":{"city":"SEATTLE","stateOrProvinceCode":"WA","countryCode":"US","postalCode":"98101"},"locationId":"SEA","locationType":"PICKUP_LOCATION","exceptionDescription":"","eventDescription":"Picked Up","eventType":"PU","derivedStatusCode":"PU"}]}]},{"trackingNumber":"39936862321","trackResults":[{"trackingNumberInfo":{"trackingNumber":"39936862321"},"error":{"code":"TRACKING.TRACKINGNUMBER.NOTFOUND","message":"Tracking number cannot be found."}}]}],"alerts":"x"}}',  # noqa: E501
        [("128667043726", "picked_up", "picked_up", "2018-02-02T19:01:00", "SEATTLE, 98101, WA, US")],
        ["parcel 39936862321: FedEx answered TRACKING.TRACKINGNUMBER.NOTFOUND: Tracking number cannot be found."],
    ),
    "usps": (
        "usps",
        '<?xml version="1.0" encoding="UTF-8"?><TrackResponse><TrackInfo ID="XXXXXXXXXX1"><Class>First</Class><ExpectedDeliveryDate>January 8, 2026</ExpectedDeliveryDate><StatusCategory>Delivered</StatusCategory><TrackSummary><EventTime>12:12 pm</EventTime><EventDate>May 21, 2001</EventDate><Event>DELIVERED</Event><EventCity>NEWTON</EventCity><EventState>IA</EventState><EventZIPCode>50208</EventZIPCode><EventCode>01</EventCode></TrackSummary><TrackDetail><EventTime>9:24 pm</EventTime><EventDate>May 20, 2001</EventDate><Event>ENROUTE</Event><EventCity>DES MOINES</EventCity></TrackDetail></TrackInfo><TrackInfo ID="9999"><Error><Number>-2147219283</Number><Description>A status update is not yet available.</Description></Error></TrackInfo></TrackResponse>',  # noqa: E501
        [("XXXXXXXXXX1", "delivered", "delivered in_transit", "2001-05-21T12:12:00?", "NEWTON, 50208, IA")],
        ["parcel 9999: USPS answered -2147219283: A status update is not yet available."],
    ),
    "canadapost": (
        "canadapost",
        '<tracking-detail xmlns="http://www.canadapost.ca/ws/track"><pin>7023210039414604</pin><active-exists>1</active-exists><changed-expected-date/><destination-postal-id>K1P</destination-postal-id><expected-delivery-date>2011-04-05</expected-delivery-date><service-name>Expedited</service-name><customer-ref-1>955-0398</customer-ref-1><significant-events><occurrence><event-identifier>1496</event-identifier><event-date>2011-04-04</event-date><event-time>13:56:57</event-time><event-time-zone>EST</event-time-zone><event-description>Item successfully delivered</event-description><signatory-name>ANNA SMITH</signatory-name><event-site>SAINTE-FOY</event-site><event-province>QC</event-province></occurrence></significant-events></tracking-detail>',  # noqa: E501
        [("7023210039414604", "delivered", "delivered", "2011-04-04T18:56:57", "SAINTE-FOY, QC")],
        [],
    ),
    "canadapost#err": (
        "canadapost",
        '<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>004</code><description>No PIN History</description></message></messages>',  # noqa: E501
        [],
        ["answer: Canada Post answered 004: No PIN History"],
    ),
    "purolator": (
        "purolator",
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><TrackPackagesByPinResponse xmlns="http://purolator.com/pws/datatypes/v1"><ResponseInformation><Errors/><InformationalMessages/></ResponseInformation><TrackingInformationList><TrackingInformation><PIN><Value>m123</Value></PIN><Scans><Scan><ScanType>Other</ScanType><PIN><Value>m123</Value></PIN><Depot><Name>MONTREAL SORT CTR/CTR TRIE, PQ</Name></Depot><ScanDate>2004-01-13</ScanDate><ScanTime>172300</ScanTime><Description>New Tracking Number Assigned -</Description><Comment/><SummaryScanIndicator>false</SummaryScanIndicator></Scan><Scan><ScanType>Delivery</ScanType><PIN><Value>m123</Value></PIN><Depot><Name>X</Name></Depot><ScanDate>2004-01-15</ScanDate><ScanTime>092300</ScanTime><Description>Shipment delivered</Description></Scan></Scans></TrackingInformation></TrackingInformationList></TrackPackagesByPinResponse></s:Body></s:Envelope>',  # noqa: E501
        [("m123", "delivered", "delivered other", "2004-01-15T09:23:00?", "X")],
        [],
    ),
    "tnt": (
        "tnt",
        '<TrackResponse><Consignment access="public"><ConsignmentNumber>123456782</ConsignmentNumber><OriginDepot>Atherstone</OriginDepot><DeliveryDate format="YYYYMMDD">20120405</DeliveryDate><SummaryCode>DEL</SummaryCode><StatusData><StatusCode>OK</StatusCode><StatusDescription><![CDATA[Shipment Delivered In Good Condition. ]]></StatusDescription><LocalEventDate format="YYYYMMDD">20120405</LocalEventDate><LocalEventTime format="HHMM">1158</LocalEventTime><Depot>ADP</Depot><DepotName>Atherstone</DepotName></StatusData></Consignment></TrackResponse>',  # noqa: E501
        [("123456782", "delivered", "delivered", "2012-04-05T11:58:00?", "Atherstone")],
        [],
    ),
    "dhl_parcel_de": (
        "dhl_parcel_de",
        '<?xml version="1.0" encoding="UTF-8"?><data name="piece-shipment-list" code="0" request-id="x"><data name="piece-shipment" error-status="0" piece-id="3b" searched-piece-code="00340434161094042557" piece-code="00340434161094042557" status-timestamp="18.03.2016 10:02" status="Die Sendung wurde erfolgreich zugestellt." recipient-name="X"><data name="piece-event-list"><data name="piece-event" event-timestamp="16.03.2016 14:44" event-status="Die Sendung wurde elektronisch angekündigt." event-location="" event-country="Deutschland" standard-event-code="VA"></data><data name="piece-event" event-timestamp="18.03.2016 10:02" event-status="Die Sendung wurde erfolgreich zugestellt." event-location="Bonn" event-country="Deutschland" standard-event-code="ZU"></data></data></data></data>',  # noqa: E501
        [("00340434161094042557", "delivered", "delivered announced", "2016-03-18T09:02:00", "Bonn, Deutschland")],
        [],
    ),
    "aramex": (
        "aramex",
        '<ShipmentTrackingResponse><Transaction/><Notifications/><HasErrors>false</HasErrors><TrackingResults><a:KeyValueOfstringArrayOfTrackingResultmFAkxlpY xmlns:a="x"><a:Key>40000</a:Key><a:Value><TrackingResult><WaybillNumber>40000</WaybillNumber><UpdateCode>SH001</UpdateCode><UpdateDescription>Shipment created</UpdateDescription><UpdateDateTime>2015-01-01T00:00:00</UpdateDateTime><UpdateLocation>Amman, Jordan</UpdateLocation><Comments/><ProblemCode/></TrackingResult></a:Value></a:KeyValueOfstringArrayOfTrackingResultmFAkxlpY></TrackingResults></ShipmentTrackingResponse>',  # noqa: E501
        [("40000", "announced", "announced", "2015-01-01T00:00:00?", "Amman, Jordan")],
        [],
    ),
    "australiapost": (
        "australiapost",
        '{"tracking_results":[{"tracking_id":"7XX1000","errors":[{"code":"ESB-10001","name":"Invalid tracking ID"}]},{"tracking_id":"7XX1000634011427","status":"Delivered","trackable_items":[{"article_id":"7XX1000634011427","product_type":"eParcel","events":[{"location":"ALEXANDRIA NSW","description":"Delivered","date":"2014-05-30T14:43:09+10:00"}],"status":"Delivered"}]}]}',  # noqa: E501
        [("7XX1000634011427", "delivered", "delivered", "2014-05-30T04:43:09", "ALEXANDRIA NSW")],
        ["parcel 7XX1000: Australia Post answered ESB-10001: Invalid tracking ID"],
    ),
    "royalmail": (
        "royalmail",
        '{"mailPieces":{"mailPieceId":"090367574000000FE1E1B","carrierShortName":"RM","summary":{"uniqueItemId":"0903","oneDBarcode":"FQ087430672GB","statusDescription":"It is being redirected","statusCategory":"IN TRANSIT","lastEventCode":"EVNMI"},"signature":{"recipientName":"Elliot","signatureDateTime":"2016-10-20T10:04:00+01:00"},"estimatedDelivery":{"date":"2017-02-20","startOfEstimatedWindow":"08:00:00+01:00"},"events":[{"eventCode":"EVNMI","eventName":"Forwarded - Mis-sort","eventDateTime":"2016-10-20T10:04:00+01:00","locationName":"Stafford DO"}]}}',  # noqa: E501
        [("090367574000000FE1E1B", "in_transit", "in_transit", "2016-10-20T09:04:00", "Stafford DO")],
        [],
    ),
    "amazon_shipping": (
        "amazon_shipping",
        '{"payload":{"trackingId":"89108749065090","eventHistory":[{"eventCode":"OutForDelivery","location":{"city":"San Bernardino","countryCode":"US","stateOrRegion":"CA","postalCode":"92404"},"eventTime":"2019-04-04T06:45:12Z"}],"promisedDeliveryDate":"2019-04-04T07:05:06Z","summary":{"status":"InTransit"}}}',  # noqa: E501
        [
            (
                "89108749065090",
                "out_for_delivery",
                "out_for_delivery",
                "2019-04-04T06:45:12",
                "San Bernardino, 92404, CA, US",
            )
        ],
        [],
    ),
    "kuaidi100": (
        "kuaidi100",
        '{"message":"ok","nu":"367847964498","ischeck":"1","com":"yuantong","status":"200","data":[{"time":"2012-07-07 13:35:14","context":"客户已签收","ftime":"2012-07-07 13:35:14"},{"time":"2012-07-07 09:10:10","context":"离开 北京石景山营业厅 派送中，递送员[温]，电话[]","ftime":"2012-07-07 09:10:10"}],"state":"3"}',  # noqa: E501
        [("367847964498", "delivered", "delivered out_for_delivery", "2012-07-07T05:35:14", "")],
        [],
    ),
    "kuaidi100#err": (
        "kuaidi100",
        '{"result":false,"returnCode":"500","message":"查询无结果，请隔段时间再查"}',
        [],
        ["answer: 快递100 answered 500: 查询无结果，请隔段时间再查"],
    ),
    "sf": (
        "sf",
        '{"success":true,"msgData":{"routeResps":[{"mailNo":"SF1011603494291","routes":[{"acceptAddress":"深圳市","acceptTime":"2020-05-11 16:56:54","remark":"顺丰速运 已收取快件","opCode":"50"},{"acceptAddress":"深圳市","acceptTime":"2020-05-12 10:56:54","remark":"已签收,感谢使用顺丰","opCode":"80"}]},{"mailNo":"SF2","routes":[]}]}}',  # noqa: E501
        [
            ("SF1011603494291", "delivered", "delivered picked_up", "2020-05-12T02:56:54", "深圳市"),
            ("SF2", "other", "", "", ""),
        ],
        [],
    ),
    "chronopost": (
        "chronopost",
        '<soap:Envelope xmlns:soap="x"><soap:Body><ns1:trackSkybillResponse xmlns:ns1="y"><return><errorCode>0</errorCode><listEventInfoComp><events><code>DC</code><eventDate>2017-02-13T14:26:00+01:00</eventDate><eventLabel>Label created</eventLabel><highPriority>false</highPriority><NPC/><officeLabel>Web Services</officeLabel><zipCode>99999</zipCode></events><skybillNumber>XY</skybillNumber></listEventInfoComp></return></ns1:trackSkybillResponse></soap:Body></soap:Envelope>',  # noqa: E501
        [("XY", "announced", "announced", "2017-02-13T13:26:00", "Web Services, 99999")],
        [],
    ),
    "carrier": (
        "carrier",
        '{"trackingNumber":"A1","history":[{"dateTime":"04/05/2023 10:00","message":"Livré au destinataire"},{"dateTime":"03/05/2023 09:00","message":"Zustellfahrzeug beladen"}],"status":"unknownthing"}',  # noqa: E501
        [("A1", "delivered", "delivered out_for_delivery", "2023-05-04T10:00:00?", "")],
        [],
    ),
    "carrier#soapfault": (
        "carrier",
        '<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Invalid login</faultstring></s:Fault></s:Body></s:Envelope>',  # noqa: E501
        [],
        ["answer: the carrier answered s:Client: Invalid login"],
    ),
    "carrier#empty": (
        "carrier",
        '{"trackingNumber":"A1","events":[]}',
        [("A1", "other", "", "", "")],
        [],
    ),
    "sendle": (
        "sendle",
        '{"sendle_reference":"S123","event_id":"u","event_type":"Card Left","scan_time":"2023-04-05T10:00:00Z","description":"x"}',  # noqa: E501
        [("S123", "attempted", "attempted", "2023-04-05T10:00:00", "")],
        [],
    ),
    "gls": (
        "gls",
        '{"tuStatus":[{"tuNo":"123","progressBar":{"statusInfo":"INDELIVERY","statusText":"In delivery"},"history":[{"date":"2024-10-11","time":"08:11:12","evtDscr":"Out on delivery","address":{"city":"Essen","countryCode":"DE","countryName":"Germany"}}]}]}',  # noqa: E501
        [("123", "out_for_delivery", "out_for_delivery", "2024-10-11T08:11:12?", "Essen, DE")],
        [],
    ),
    "asendia": (
        "asendia",
        '{"trackingNumber":"A","trackingEvents":null}',
        [("A", "other", "", "", "")],
        [],
    ),
    "hermes": (
        "hermes",
        '{"shipmentinfo":[{"shipmentID":"H1","status":[]},{"shipmentID":"H2","deliveryForecast":{"date":"2024-01-20"},"status":[{"timestamp":"2024-01-20T14:30:00","code":"9999","description":"Annahme verweigert","scanningUnit":{"city":"Kiel","countryCode":"DEU"}}]},{"shipmentID":"H3","result":{"code":"e001","message":"There is no information"}}]}',  # noqa: E501
        [("H2", "refused", "refused", "2024-01-20T13:30:00", "Kiel, DEU"), ("H1", "other", "", "", "")],
        ["parcel H3: Hermes answered e001: There is no information"],
    ),
    "laposte": (
        "laposte",
        '{"lang":"fr_FR","returnCode":200,"shipment":{"idShip":"4P1","event":[{"code":"DI2","label":"Retour","date":"2023-03-09T09:38:00"},{"code":"ZZ9","label":"Quelque chose","date":"2023-03-10T09:38:00+01:00"}],"timeline":[]}}',  # noqa: E501
        [("4P1", "other", "other returned", "2023-03-10T08:38:00", "")],
        [],
    ),
    "smartkargo": (
        "smartkargo",
        '[{"headerReference":"A","eventType":"DDL","eventDate":"2021-01-26T14:30:00"},{"headerReference":"B","eventType":"XYZ","eventDate":"2021-01-26T14:30:00","description":"Held by customs"}]',  # noqa: E501
        [
            ("A", "delivered", "delivered", "2021-01-26T14:30:00?", ""),
            ("B", "customs", "customs", "2021-01-26T14:30:00?", ""),
        ],
        [],
    ),
    "seko": (
        "seko",
        '[{"ConsignmentNo":"X1","Status":"Cancelled","Events":[]}]',
        [("X1", "cancelled", "", "", "")],
        [],
    ),
    "carrier#aftership": (
        "carrier",
        '{"meta":{"code":200},"data":{"tracking":{"id":"5b7658cec7c33c0e007de3c5","tracking_number":"1111111111111","slug":"fedex","active":false,"expected_delivery":"2018-08-20","signed_by":"J. DOE","tag":"Delivered","subtag":"Delivered_001","checkpoints":[{"slug":"fedex","city":"Deal","created_at":"2018-08-17T05:10:00+00:00","location":"Deal, United Kingdom","country_iso3":"GBR","message":"Shipment information sent to FedEx","tag":"InfoReceived","checkpoint_time":"2018-08-01T13:19:47-04:00","raw_tag":"FPX_L_RPIF"},{"slug":"fedex","city":"Deal","created_at":"2018-08-19T05:10:00+00:00","message":"Delivered","tag":"Delivered","checkpoint_time":"2018-08-02T13:19:47-04:00"}]}}}',  # noqa: E501
        [("1111111111111", "delivered", "delivered announced", "2018-08-02T17:19:47", "Deal")],
        [],
    ),
    "carrier#shippo": (
        "carrier",
        '{"carrier":"usps","tracking_number":"9205590164917312751089","eta":"2016-07-23T00:00:00Z","tracking_status":{"object_created":"2016-07-23T20:35:26.129Z","status":"DELIVERED","status_details":"Your shipment has been delivered.","status_date":"2016-07-23T13:03:00Z","location":{"city":"Spotsylvania","state":"VA","zip":"22551","country":"US"}},"tracking_history":[{"object_created":"2016-07-22T14:36:50.943Z","status":"TRANSIT","status_details":"Your shipment has departed from the origin.","status_date":"2016-07-21T15:33:00Z","location":{"city":"Brea","state":"CA"}},{"status":"DELIVERED","status_details":"Your shipment has been delivered.","status_date":"2016-07-23T13:03:00Z"}]}',  # noqa: E501
        [("9205590164917312751089", "delivered", "delivered in_transit", "2016-07-23T13:03:00", "")],
        [],
    ),
    "carrier#canpar": (
        "carrier",
        '<soapenv:Envelope xmlns:soapenv="x"><soapenv:Body><ns:trackByBarcodeV2Response xmlns:ns="y"><ns:return><error xsi:nil="true" xmlns:xsi="z"/><result><barcode>1Z12345</barcode><consignee_address><city>SHAWINIGAN</city></consignee_address><estimated_delivery_date>20110104</estimated_delivery_date><events><address><city>TORONTO</city><province>ON</province></address><code>DEL</code><code_description_en>DELIVERED</code_description_en><code_description_fr>LIVRE</code_description_fr><local_date_time>20110105 094500</local_date_time></events><events><code>INT</code><code_description_en>INTERLINE</code_description_en><local_date_time>20110104 094500</local_date_time></events><signed_by>BOB</signed_by></result></ns:return></ns:trackByBarcodeV2Response></soapenv:Body></soapenv:Envelope>',  # noqa: E501
        [("1Z12345", "delivered", "delivered other", "2011-01-05T09:45:00?", "TORONTO, ON")],
        [],
    ),
    "carrier#17track": (
        "carrier",
        '{"code":0,"data":{"accepted":[{"number":"RR123456789CN","carrier":3011,"track_info":{"latest_status":{"status":"Delivered","sub_status":"Delivered_Other"},"latest_event":{"time_iso":"2022-05-02T13:34:00-04:00","description":"Delivered, Individual Picked Up at Post Office","location":"X"},"tracking":{"providers":[{"provider":{"name":"USPS"},"events":[{"time_iso":"2022-05-02T13:34:00-04:00","time_utc":"2022-05-02T17:34:00Z","description":"Delivered, Individual Picked Up at Post Office","location":"X","stage":"Delivered"}]}]}}}],"rejected":[]}}',  # noqa: E501
        [("RR123456789CN", "delivered", "delivered", "2022-05-02T17:34:00", "X")],
        [],
    ),
    "dpd": (
        "dpd",
        '{"parcelLifeCycleData":{"shipmentInfo":{"parcelLabelNumber":"09980525414724"},"statusInfo":[{"status":"ACCEPTED","label":"Parcel handed to DPD","description":{"content":["DPD has received your parcel."]},"statusHasBeenReached":true,"isCurrentStatus":false,"location":"Depot","date":"05/08/2019, 17:30"},{"status":"DELIVERED","label":"Delivered","statusHasBeenReached":true,"isCurrentStatus":true,"date":"06/08/2019, 10:12"}]}}',  # noqa: E501
        [("09980525414724", "delivered", "delivered picked_up", "2019-08-06T10:12:00?", "")],
        [],
    ),
    "inpost": (
        "inpost",
        '{"tracking_number":"520113015926290132700210","type":"inpost_locker_standard","status":"delivered","tracking_details":[{"status":"delivered","origin_status":"DOR","agency":null,"datetime":"2015-12-18T13:01:00.000+01:00"},{"status":"out_for_delivery","origin_status":"WYD","agency":"X","datetime":"2015-12-18T07:01:00.000+01:00"},{"status":"dispatched_by_sender","datetime":"2015-12-17T07:01:00.000+01:00"}]}',
        [("520113015926290132700210", "delivered", "delivered out_for_delivery in_transit", "2015-12-18T12:01:00", "")],
        [],
    ),
    "carrier#err3": (
        "carrier",
        '{"detail":"Authentication credentials were not provided."}',
        [],
        ["answer: the carrier answered Authentication credentials were not provided."],
    ),
    "carrier#err4": (
        "carrier",
        '{"success":false,"message":"No such parcel"}',
        [],
        ["answer: the carrier answered No such parcel"],
    ),
    "ups#words": (
        "ups",
        '{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z5338FF0107231059","activity":[{"status":{"type":"X","description":"The receiver was not available at the time of the first delivery attempt.","code":"48","statusCode":"003"},"gmtDate":"20230503","gmtOffset":"-04:00","gmtTime":"19:42:00","date":"20230503","time":"154200"},{"status":{"type":"I","description":"Out For Delivery Today","code":"OT","statusCode":"021"},"date":"20230503","time":"081500","gmtOffset":"-04:00"}]}]}]}}',  # noqa: E501
        [("1Z5338FF0107231059", "attempted", "attempted out_for_delivery", "2023-05-03T19:42:00", "")],
        [],
    ),
    "sf#fine": (
        "sf",
        '{"success":true,"errorCode":"S0000","errorMsg":null,"msgData":{"routeResps":[{"mailNo":"SF7444400031887","routes":[{"acceptTime":"2024-05-10 12:11:26","acceptAddress":"深圳市","remark":"已签收","opCode":"80"}]}]}}',  # noqa: E501
        [("SF7444400031887", "delivered", "delivered", "2024-05-10T04:11:26", "深圳市")],
        [],
    ),
    "kdniao#trouble": (
        "kdniao",
        '{"Success":true,"LogisticCode":"75312165465979","State":"4","Traces":[{"AcceptTime":"2024-05-08 10:00:00","AcceptStation":"已揽收","Action":"1"},{"AcceptTime":"2024-05-09 10:00:00","AcceptStation":"问题件：收件人电话无人接听","Action":"4"}]}',  # noqa: E501
        [("75312165465979", "exception", "attempted picked_up", "2024-05-09T02:00:00", "")],
        [],
    ),
    "carrier#rejected": (
        "carrier",
        '{"code":0,"data":{"accepted":[{"number":"RR123456785CN","track_info":{"latest_status":{"status":"Delivered"},"tracking":{"providers":[{"events":[{"time_iso":"2024-05-02T07:41:00+02:00","description":"Delivered","location":"ROMA"}]}]}}}],"rejected":[{"number":"1234","error":{"code":-18019902,"message":"The tracking number is invalid."}}]}}',  # noqa: E501
        [("RR123456785CN", "delivered", "delivered", "2024-05-02T05:41:00", "ROMA")],
        ["parcel 1234: the carrier answered -18019902: The tracking number is invalid."],
    ),
    "carrier#dateiso": (
        "carrier",
        '{"consignmentSet":[{"consignmentId":"C1","packageSet":[{"packageNumber":"P1","eventSet":[{"description":"The shipment has been delivered.","status":"DELIVERED","city":"BERGEN","countryCode":"NO","dateIso":"2024-05-06T11:48:15+02:00","displayDate":"06.05.2024"},{"description":"In transit","status":"IN_TRANSIT","dateIso":"2024-05-05T11:48:15+02:00"}]}]}]}',  # noqa: E501
        [("P1", "delivered", "delivered in_transit", "2024-05-06T09:48:15", "BERGEN, NO")],
        [],
    ),
    "carrier#cainiao": (
        "carrier",
        '{"success":true,"module":[{"mailNo":"LP00123","status":"DELIVERED","statusDesc":"Delivered","detailList":[{"time":1714982400000,"timeStr":"2024-05-06 16:00:00","desc":"Signed","standerdDesc":"Package delivered","actionCode":"GTMS_SIGNED"},{"time":1714882400000,"desc":"Departed","standerdDesc":"Departed from departure country/region","actionCode":"GWMS_OUTBOUND"}]}]}',  # noqa: E501
        [("LP00123", "delivered", "delivered in_transit", "2024-05-06T08:00:00", "")],
        [],
    ),
}
