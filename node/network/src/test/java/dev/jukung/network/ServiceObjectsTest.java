package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.network.EndpointGroup.Backend;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceObjectsTest {
    private static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }

    @Test
    void everythingTheProxyNeedsIsRead() {
        Service service = new Service(json("""
                {'metadata':{'name':'web','namespace':'default'},
                 'spec':{'type':'LoadBalancer','clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1','FD00:96:0::1'],
                  'externalIPs':['192.168.7.1','not an address'],'loadBalancerSourceRanges':[' 10.1.2.3/8 ','x'],
                  'sessionAffinity':'ClientIP','externalTrafficPolicy':'Local','internalTrafficPolicy':'Local',
                  'healthCheckNodePort':32000,
                  'ports':[{'name':'http','port':80,'nodePort':30080},{'name':'dns','protocol':'UDP','port':53},
                   {'name':'odd','protocol':'QUIC','port':1}]},
                 'status':{'loadBalancer':{'ingress':[{'ip':'192.168.8.1'},{'ip':'192.168.8.2','ipMode':'Proxy'},
                  {'hostname':'lb.example.com'}]}}}"""));

        assertThat(ServiceObjects.read(service))
                .contains(new ProxiedService(
                        ObjectKey.of("default", "web"),
                        List.of("10.96.0.1", "fd00:96::1"),
                        List.of("192.168.7.1"),
                        List.of("192.168.8.1"),
                        List.of("10.0.0.0/8"),
                        List.of(
                                new ProxiedService.Port("http", "tcp", 80, 30080),
                                new ProxiedService.Port("dns", "udp", 53, 0)),
                        10_800,
                        true,
                        true,
                        32_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'metadata':{'name':'a'},'spec':{'clusterIP':'None','clusterIPs':['None']}}",
                "{'metadata':{'name':'a'},'spec':{'type':'ExternalName','externalName':'x'}}",
                "{'metadata':{'name':'a'},'spec':{}}",
                "{'metadata':{'name':'a','labels':{'service.kubernetes.io/service-proxy-name':'other'}},"
                        + "'spec':{'clusterIP':'10.96.0.1'}}",
                "{'metadata':{'name':'a','labels':{'service.kubernetes.io/headless':''}},"
                        + "'spec':{'clusterIP':'10.96.0.1'}}"
            })
    void servicesWithoutAnAddressOrOfOtherProxiesAreNoneOfOurBusiness(String text) {
        assertThat(ServiceObjects.read(new Service(json(text)))).isEmpty();
    }

    @Test
    void conditionsThatAreNotSetCountAsGood() {
        EndpointSlice slice = new EndpointSlice(json("""
                {'metadata':{'name':'web-1','namespace':'default','labels':{'kubernetes.io/service-name':'web'}},
                 'addressType':'IPv4','ports':[{'name':'http','port':8080},{'name':'none'}],
                 'endpoints':[{'addresses':['10.88.0.2']},
                  {'addresses':['10.88.0.3'],'nodeName':'node-a','conditions':{'ready':false,'serving':true,
                   'terminating':true},'hints':{'forZones':[{'name':'z'}],'forNodes':[{'name':'n'}]}},
                  {'addresses':[]}]}"""));

        assertThat(ServiceObjects.read(slice))
                .contains(new EndpointGroup(
                        ObjectKey.of("default", "web-1"),
                        ObjectKey.of("default", "web"),
                        IpFamily.IPV4,
                        List.of(new EndpointGroup.Port("http", "tcp", 8080)),
                        List.of(
                                new Backend("10.88.0.2", true, true, false, "", List.of(), List.of()),
                                new Backend("10.88.0.3", false, true, true, "node-a", List.of("z"), List.of("n")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'metadata':{'name':'a','labels':{'kubernetes.io/service-name':'web'}},'addressType':'FQDN'}",
                "{'metadata':{'name':'a'},'addressType':'IPv4'}"
            })
    void slicesOfNoServiceOrOfNamesAreLeftOut(String text) {
        assertThat(ServiceObjects.read(new EndpointSlice(json(text)))).isEmpty();
    }
}
